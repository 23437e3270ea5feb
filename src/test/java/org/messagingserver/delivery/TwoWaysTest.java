package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.MailboxStatus;
import org.messagingserver.protocol.DeviceId;

/** Which way a message takes, rule by rule; {@link DeliveryModelTest} has the promise. */
class TwoWaysTest {
  private static final long HANDOFF = 150;
  private static final int WINDOW = 32;

  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox mailbox = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final DeliverySettings settings =
      Rig.settings(WINDOW, 1 << 20, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(HANDOFF));
  private final AckedMessageDeleter ackedMessageDeleter =
      new AckedMessageDeleter(loop, mailbox.of(loop), settings);
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop,
          mailbox.of(loop),
          bus.of(loop),
          ackedMessageDeleter,
          settings,
          Unmetered.DELIVERIES);
  private final SenderQuota senderQuota = new SenderQuota(dispatcher, null, 1 << 18, () -> {});
  private final HashedAddress owner =
      new HashedAddress(new HashedUser(new UUID(1, 1)), DeviceId.of(1));
  private int sent;

  TwoWaysTest() {
    mailbox.register(owner);
  }

  /** A client that keeps what it is sent, and acks when told to. */
  private final class Client extends TestSink {
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
              settings,
              Unmetered.DELIVERIES);
      mailboxConsumer.open().onSuccess(MailboxConsumer::start);
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

  private Future<Void> send() {
    Future<Void> safe = dispatcher.send(senderQuota, owner, Buffer.buffer("" + ++sent));
    time.endTick();
    return safe;
  }

  private List<Future<Void>> send(int count) {
    return Stream.generate(this::send).limit(count).toList();
  }

  private static List<String> upTo(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
  }

  @Test
  void storesNothingThatALiveClientAcks() {
    Client client = new Client(true);

    for (int message = 0; message < 100; message++) {
      assertThat(send().isComplete()).isFalse();
      time.pass(3);
    }
    time.pass(1000);

    assertThat(client.got).isEqualTo(upTo(100));
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void acksNothingBeforeTheRecipientHas() {
    Client client = new Client(false);
    Future<Void> safe = send();
    time.pass(HANDOFF - 10);
    assertThat(client.got).isEqualTo(upTo(1));
    assertThat(safe.isComplete()).isFalse();

    client.ackNext();
    time.pass(2);

    assertThat(safe.succeeded()).isTrue();
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void storesWhatIsNotAckedInTimeAndDeletesItWhenItIs() {
    Client client = new Client(false);
    Future<Void> safe = send();
    time.pass(HANDOFF + 20);
    assertThat(safe.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "1")).isTrue();

    client.ackNext();
    time.pass(50);

    assertThat(mailbox.holds(owner, "1")).isFalse();
    assertThat(client.got).isEqualTo(upTo(1));
  }

  @Test
  void waitsForASilentRecipientOnceNotForEachMessage() {
    new Client(false);
    send();
    time.pass(HANDOFF + 20);

    Future<Void> next = send();
    time.pass(20);

    assertThat(next.succeeded()).isTrue();
  }

  @Test
  void waitsForAFrozenNodeOnceNotForEachMessage() {
    new Client(true);
    bus.weather(ModelBus.Weather.LOSES);
    Future<Void> first = send();
    time.pass(HANDOFF - 10);
    assertThat(first.isComplete()).isFalse();
    time.pass(30);
    assertThat(first.succeeded()).isTrue();

    Future<Void> next = send();
    time.pass(20);

    assertThat(next.succeeded()).isTrue();
  }

  @Test
  void handsOverAgainOnceASilentRecipientAnswers() {
    Client client = new Client(false);
    send();
    time.pass(HANDOFF + 20);
    client.ackAll();
    client.acksAtOnce = true;
    time.pass(50);
    int appends = mailbox.appends();

    send();
    time.pass(50);

    assertThat(client.got).isEqualTo(upTo(2));
    assertThat(mailbox.appends()).isEqualTo(appends);
  }

  @Test
  void asksASilentRecipientAgainAfterAWhile() {
    bus.weather(ModelBus.Weather.LOSES);
    Client client = new Client(true);
    send();
    time.pass(HANDOFF + 20);
    assertThat(mailbox.appends()).isEqualTo(1);
    bus.weather(ModelBus.Weather.FAIR);
    time.pass(5000);

    send();
    time.pass(50);

    assertThat(client.got).isEqualTo(upTo(2));
    assertThat(mailbox.appends()).isEqualTo(1);
  }

  @Test
  void storesAtOnceWhereNobodyListens() {
    Future<Void> safe = send();
    time.pass(10);

    assertThat(safe.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "1")).isTrue();
  }

  @Test
  void looksOnceForARecipientWhoIsAway() {
    send();
    time.pass(100);
    send();
    time.pass(100);

    assertThat(mailbox.holds(owner, "2")).isTrue();
    assertThat(bus.publishes()).isEqualTo(1);
  }

  @Test
  void deliversToANewcomerWhatNoNotificationAnnounced() {
    mailbox.delay(100);
    send();
    mailbox.delay(2);
    Client client = new Client(true, 50);
    assertThat(client.got).isEmpty();
    time.pass(100);
    assertThat(mailbox.holds(owner, "1")).isTrue();
    assertThat(bus.publishes()).isEqualTo(1);

    time.pass(150);

    assertThat(client.got).isEqualTo(upTo(1));
  }

  @Test
  void publishesOnlyNotificationsWhileNobodyListens() {
    send();
    time.pass(10);
    assertThat(bus.sent()).isZero();
    Client client = new Client(true);
    int before = bus.sent();

    send();
    time.pass(50);

    assertThat(client.got).isEqualTo(upTo(2));
    assertThat(bus.sent() - before).as("handed over, and acked").isEqualTo(2);
  }

  @Test
  void comesBackAtFullLoadAfterAMessageHadToBeStored() {
    Client client = new Client(true);
    bus.weather(ModelBus.Weather.LOSES);
    send();
    time.pass(HANDOFF);
    bus.weather(ModelBus.Weather.FAIR);
    time.pass(5000);
    int appends = mailbox.appends();
    bus.weather(ModelBus.Weather.LOSES);
    send();
    bus.weather(ModelBus.Weather.FAIR);

    for (int message = 0; message < 300; message++) {
      send();
      time.pass(1);
    }
    time.pass(1000);

    assertThat(client.got).isEqualTo(upTo(302));
    assertThat(mailbox.appends() - appends).isLessThan(5);
  }

  @Test
  void deliversWhatWaitsBeforeWhatIsHandedOver() {
    send(3);
    time.pass(10);
    mailbox.delay(30);
    Client client = new Client(true);

    assertThat(client.got).isEqualTo(upTo(3));
    send();
    time.pass(200);

    assertThat(client.got).isEqualTo(upTo(4));
  }

  /** Also where it comes from another node, so that nothing else keeps it back. */
  @Test
  void deliversABacklogBeforeWhatIsHandedOverMeanwhile() {
    send(10);
    time.pass(50);
    mailbox.delay(50);
    Client client = new Client(true, 1);
    while (client.got.isEmpty()) {
      time.pass(1);
    }
    assertThat(client.got).hasSizeLessThan(10);

    Dispatcher other =
        new Dispatcher(
            loop,
            mailbox.of(loop),
            bus.of(loop),
            ackedMessageDeleter,
            settings,
            Unmetered.DELIVERIES);
    other.send(senderQuota, owner, Buffer.buffer("11"));
    time.pass(2000);

    assertThat(client.got).isEqualTo(upTo(11));
  }

  @Test
  void declinesAtOnceWhatAClientWithoutProgressWouldLetWait() {
    Client client = new Client(false);
    send(2);
    time.pass(HANDOFF + 20);
    client.ackNext();
    time.pass(10);
    time.pass(HANDOFF);

    Future<Void> stuck = send();
    time.pass(20);

    assertThat(stuck.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "3")).isTrue();
  }

  /** The last of the window is acked long after it came, but something is acked all the time. */
  @Test
  void goesOnHandingOverToASlowClientThatMakesProgress() {
    Client client = new Client(false);
    send(WINDOW);
    for (int message = 1; message <= 10; message++) {
      time.pass(HANDOFF - 30);
      client.ackNext();
      time.pass(5);
      send();
      time.pass(5);
      assertThat(client.got).isEqualTo(upTo(WINDOW + message));
    }
  }

  @Test
  void storesAtOnceWhatASocketHeldThatIsGone() {
    Client client = new Client(false);
    Future<Void> safe = send();
    time.pass(5);

    client.mailboxConsumer.close();
    time.pass(20);

    assertThat(safe.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "1")).isTrue();
  }

  @Test
  void deletesWhatWasAckedWhileItWasBeingStored() {
    Client client = new Client(false);
    mailbox.delay(20);
    Future<Void> safe = send();
    time.pass(HANDOFF + 10);

    client.ackAll();
    time.pass(5);
    assertThat(safe.succeeded()).isTrue();
    time.pass(200);

    assertThat(mailbox.appends()).isEqualTo(1);
    assertThat(mailbox.holds(owner, "1")).isFalse();
  }

  @Test
  void deletesWhatWasAckedWhileItsOutcomeWasUnknown() {
    Client client = new Client(false);
    mailbox.weather(ModelMailbox.Weather.ANSWERS_LOST);
    Future<Void> safe = send();
    time.pass(HANDOFF + 10);
    mailbox.weather(ModelMailbox.Weather.AWAY);
    client.ackAll();
    time.pass(20);
    assertThat(safe.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "1")).isTrue();

    mailbox.weather(ModelMailbox.Weather.FAIR);
    time.pass(5000);

    assertThat(mailbox.holds(owner, "1")).isFalse();
  }

  @Test
  void deletesWhatIsStoredBecauseTheDispatcherMissedTheReceipt() {
    Client client = new Client(false);
    send();
    time.pass(5);
    bus.weather(ModelBus.Weather.LOSES);
    client.ackAll();
    bus.weather(ModelBus.Weather.FAIR);

    time.pass(HANDOFF + 50);

    assertThat(mailbox.appends()).isEqualTo(1);
    assertThat(mailbox.holds(owner, "1")).isFalse();
    assertThat(client.got).isEqualTo(upTo(1));
  }

  @Test
  void goesOnWithoutTheStoreInBurstsLargerThanTheWindow() {
    Client client = new Client(true);
    mailbox.weather(ModelMailbox.Weather.AWAY);

    List<Future<Void>> burst = send(6 * WINDOW);
    time.pass(1400);

    assertThat(client.got).isEqualTo(upTo(6 * WINDOW));
    assertThat(burst).allMatch(Future::succeeded);
  }

  @Test
  void goesOnAtOnceWithoutTheStoreAfterAReadThatFailed() {
    Client client = new Client(true);
    mailbox.weather(ModelMailbox.Weather.AWAY);
    client.mailboxConsumer.reconciled(new MailboxStatus(owner, true, true), time.millis());

    for (int message = 1; message <= 50; message++) {
      time.pass(7);
      send();
      time.pass(3);
      assertThat(client.got).isEqualTo(upTo(message));
    }
  }

  @Test
  void goesOnWithAStoreThatHangs() {
    Client client = new Client(true);
    mailbox.weather(ModelMailbox.Weather.HANGS);

    List<Future<Void>> burst = send(2 * WINDOW);
    time.pass(1400);

    assertThat(client.got).isEqualTo(upTo(2 * WINDOW));
    assertThat(burst).allMatch(Future::succeeded);
  }

  /** Its sender has been told that it is unavailable, and it is delivered all the same. */
  @Test
  void announcesWhatAStatementCommittedAfterItWasGivenUp() {
    mailbox.weather(ModelMailbox.Weather.SLOW);
    Future<Void> safe = send();
    time.pass(settings.storeTimeout().toMillis() + 1);
    assertThat(safe.failed()).isTrue();
    mailbox.weather(ModelMailbox.Weather.FAIR);
    Client client = new Client(true, 100);
    assertThat(client.got).isEmpty();

    time.pass(3000);

    assertThat(client.got).isEqualTo(upTo(1));
    assertThat(mailbox.holds(owner, "1")).isFalse();
  }

  @Test
  void deletesWhatAGoneSocketAckedWhileItWasBeingStored() {
    Client client = new Client(false);
    mailbox.delay(20);
    send();
    time.pass(HANDOFF + 10);

    client.ackAll();
    client.mailboxConsumer.close();
    time.pass(200);

    assertThat(mailbox.appends()).isEqualTo(1);
    assertThat(mailbox.holds(owner, "1")).isFalse();
  }

  @Test
  void readsWhatTheLostNotificationWouldHaveAnnouncedWhenTheNextMessageComes() {
    Client client = new Client(true);
    bus.weather(ModelBus.Weather.LOSES);
    send();
    time.pass(HANDOFF + 20);
    bus.weather(ModelBus.Weather.FAIR);
    time.pass(5000);
    int appends = mailbox.appends();

    send();
    time.pass(50);

    assertThat(client.got).isEqualTo(upTo(2));
    assertThat(mailbox.appends()).isEqualTo(appends);
  }

  @Test
  void storesAtOnceWhatComesWhenASendersQuotaIsHalfUsed() {
    Client client = new Client(false);
    SenderQuota small = new SenderQuota(dispatcher, null, 2000, () -> {});
    Future<Void> first = dispatcher.send(small, owner, Buffer.buffer("1"));
    dispatcher.send(small, owner, Buffer.buffer("2"));
    time.pass(30);

    assertThat(first.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "1") && mailbox.holds(owner, "2")).isTrue();
    assertThat(client.got).isEqualTo(upTo(2));
  }

  @Test
  void storesEverythingWhenTheNodeStops() {
    new Client(false);
    List<Future<Void>> waiting = send(3);
    time.pass(5);

    Future<Void> drained = dispatcher.drain();
    time.pass(30);

    assertThat(drained.succeeded()).isTrue();
    assertThat(waiting).allMatch(Future::succeeded);
    assertThat(mailbox.holds(owner, "3")).isTrue();
  }

  @Test
  void refusesWhatIsNeitherAckedNorStoredInTime() {
    new Client(false);
    mailbox.weather(ModelMailbox.Weather.AWAY);
    Future<Void> safe = send();

    time.pass(settings.storeTimeout().toMillis() + 1);

    assertThat(safe.failed()).isTrue();
    assertThat(safe.cause()).isInstanceOf(MessageRejectedException.class);
  }
}
