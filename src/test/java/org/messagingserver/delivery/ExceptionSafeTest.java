package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.AckedRow;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;

/** An Error in one tick of an event loop takes nothing away from those that follow. */
class ExceptionSafeTest {
  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox store = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final DeliverySettings settings =
      Rig.settings(32, 1 << 20, Duration.ofHours(1), Duration.ZERO, Duration.ZERO);
  private final HashedAddress owner =
      new HashedAddress(new HashedUser(new UUID(1, 1)), DeviceId.of(1));
  private final Mailbox mailbox = throwing(store.of(loop));
  private final AckedMessageDeleter ackedMessageDeleter =
      new AckedMessageDeleter(loop, mailbox, settings);
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop, mailbox, bus.of(loop), ackedMessageDeleter, settings, Unmetered.DELIVERIES);
  private final SenderQuota senderQuota =
      new SenderQuota(dispatcher, null, 1 << 18, () -> {}, () -> 0);
  private int errors;

  ExceptionSafeTest() {
    store.register(owner);
  }

  /** The same store, in which memory runs out so many times. */
  private Mailbox throwing(Mailbox real) {
    return (Mailbox)
        Proxy.newProxyInstance(
            Mailbox.class.getClassLoader(),
            new Class<?>[] {Mailbox.class},
            (proxy, method, arguments) -> {
              if (errors > 0) {
                errors--;
                throw new OutOfMemoryError("made up");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }

  private Future<Void> send(String content) {
    Future<Void> safe =
        dispatcher.send(
            senderQuota,
            owner,
            Buffer.buffer(content),
            Handling.ORDINARY,
            Optional.empty(),
            Optional.empty());
    time.pass(100);
    return safe;
  }

  @Test
  void storesTheNextMessagesAlthoughStatementsThrewErrors() {
    errors = 2 * settings.maxConcurrentBatches();
    List<Future<Void>> failed =
        IntStream.range(0, errors).mapToObj(message -> send("lost " + message)).toList();
    assertThat(failed).allMatch(Future::failed);

    assertThat(send("next").succeeded()).isTrue();

    assertThat(store.holds(owner, "next")).isTrue();
    Future<Void> drained = dispatcher.drain();
    time.pass(100);
    assertThat(drained.succeeded()).isTrue();
    assertThat(Footprint.of(dispatcher))
        .doesNotContainKey(Footprint.name(PendingMessages.class, "messages"));
  }

  @Test
  void deletesWhatIsAckedAlthoughADeleteThrewAnError() {
    assertThat(send("1").succeeded()).isTrue();
    UUID id = new UUID(dispatcher.dispatcherId(), 1);
    errors = 1;

    Future<Void> gone = ackedMessageDeleter.delete(new AckedRow(owner, AckedRow.UNKNOWN_ROW, id));
    time.pass(3000);

    assertThat(gone.succeeded()).isTrue();
    assertThat(store.isEmpty(owner)).isTrue();
  }

  @Test
  void readsAgainAlthoughAReadThrewAnError() {
    TestSink sink = new TestSink();
    MailboxConsumer mailboxConsumer =
        new MailboxConsumer(
            loop,
            owner,
            sink,
            bus.of(loop),
            mailbox,
            ackedMessageDeleter,
            new ReceiptBatcher(loop, bus.of(loop), () -> {}),
            dispatcher.siblingConsumers(),
            new ReadAhead(1 << 20),
            new AckWatch(loop, settings),
            settings,
            Unmetered.DELIVERIES);
    mailboxConsumer.open().onSuccess(opened -> opened.start(false));
    time.pass(3000);
    Future<Void> safe =
        dispatcher.send(
            senderQuota,
            owner,
            Buffer.buffer("1"),
            Handling.ORDINARY,
            Optional.empty(),
            Optional.empty());
    while (!safe.isComplete()) {
      time.pass(1);
    }
    errors = 1;
    time.pass(3000);

    assertThat(sink.got).containsExactly("1");
  }

  @Test
  void doesTheRestAlthoughOneThrewAnError() {
    List<String> done = new ArrayList<>();
    Error failure = new StackOverflowError("made up");

    assertThatThrownBy(
            () ->
                ExceptionSafe.forEach(
                    Stream.of("1", "2", "3").toList(),
                    each -> {
                      done.add(each);
                      if (each.equals("2")) {
                        throw failure;
                      }
                    }))
        .isSameAs(failure);

    assertThat(done).containsExactly("1", "2", "3");
  }
}
