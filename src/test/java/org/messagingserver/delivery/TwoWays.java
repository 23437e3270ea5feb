package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;

/**
 * A dispatcher, a recipient and a store in simulated time: the two ways that a message may take.
 */
abstract class TwoWays {
  static final long HANDOFF = 150;
  static final int WINDOW = 32;

  final SimulatedLoop time = new SimulatedLoop();
  final MortalLoop loop = new MortalLoop(time);
  final ModelMailbox mailbox = new ModelMailbox(time);
  final ModelBus bus = new ModelBus(time);
  final DeliverySettings settings =
      Rig.settings(WINDOW, 1 << 20, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(HANDOFF));
  final AckedMessageDeleter ackedMessageDeleter =
      new AckedMessageDeleter(loop, mailbox.of(loop), settings);
  final Dispatcher dispatcher = newDispatcher();
  final SenderQuota senderQuota = quotaOf(dispatcher);
  final HashedAddress owner = new HashedAddress(new HashedUser(new UUID(1, 1)), DeviceId.of(1));
  int sent;

  TwoWays() {
    mailbox.register(owner);
  }

  /** A client that keeps what it is sent, and acks when told to. */
  final class Client extends TestSink {
    final MailboxConsumer mailboxConsumer;
    boolean acksAtOnce;
    private int sequence;
    private int acked;

    Client(boolean acksAtOnce) {
      this(acksAtOnce, 2000);
    }

    Client(boolean acksAtOnce, long millisBefore) {
      this.acksAtOnce = acksAtOnce;
      var receiptBatcher = new ReceiptBatcher(loop, bus.of(loop), () -> {});
      mailboxConsumer =
          new MailboxConsumer(
              loop,
              owner,
              this,
              bus.of(loop),
              mailbox.of(loop),
              ackedMessageDeleter,
              receiptBatcher,
              dispatcher.siblingConsumers(),
              new ReadAhead(1 << 20),
              new AckWatch(loop, settings),
              settings,
              Unmetered.DELIVERIES);
      mailboxConsumer.open().onSuccess(opened -> opened.start(false));
      time.pass(millisBefore);
    }

    @Override
    public int deliver(Buffer message) {
      got.add(message.toString());
      int number = ++sequence;
      if (acksAtOnce) {
        time.after(1, () -> ack(number));
      }
      return number;
    }

    private void ack(int number) {
      acked = number;
      mailboxConsumer.acked(number);
      time.endTick();
    }

    void ackNext() {
      ack(acked + 1);
    }

    void ackAll() {
      while (acked < sequence) {
        ackNext();
      }
    }
  }

  private Dispatcher newDispatcher() {
    return new Dispatcher(
        loop, mailbox.of(loop), bus.of(loop), ackedMessageDeleter, settings, Unmetered.DELIVERIES);
  }

  /** Another Dispatcher of the same time, with its messages' order of its own. */
  final Dispatcher otherDispatcher() {
    Dispatcher other = newDispatcher();
    time.pass(10);
    return other;
  }

  static SenderQuota quotaOf(Dispatcher dispatcher) {
    return new SenderQuota(dispatcher, null, 1 << 18, () -> {}, () -> 0);
  }

  Future<Void> send() {
    return send(dispatcher, senderQuota, "" + ++sent);
  }

  /** In a tick, which is over then. */
  final Future<Void> send(Dispatcher from, SenderQuota quota, String text) {
    Future<Void> safe =
        from.send(
            quota,
            owner,
            Buffer.buffer(text),
            Handling.ORDINARY,
            Optional.empty(),
            Optional.empty());
    time.endTick();
    return safe;
  }

  List<Future<Void>> send(int count) {
    return Stream.generate(this::send).limit(count).toList();
  }

  static List<String> upTo(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
  }
}
