package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.protocol.DeviceId;

/** What several sockets of one Address owe one another. Their time is simulated. */
class SiblingConsumersTest {
  private final SimulatedLoop time = new SimulatedLoop();
  private final ModelMailbox mailbox = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final DeliverySettings settings =
      Rig.settings(32, 1 << 20, Duration.ofSeconds(2), Duration.ZERO, Duration.ofMillis(150));
  private final HashedAddress owner =
      new HashedAddress(new HashedUser(new UUID(1, 1)), DeviceId.of(1));
  private final MessageIds ids = new MessageIds();

  SiblingConsumersTest() {
    mailbox.register(owner);
  }

  /** An event loop that may have sockets of the Address. */
  private final class Loop {
    final MortalLoop loop = new MortalLoop(time);
    final SiblingConsumers siblingConsumers;

    Loop() {
      MessageIds questions = new MessageIds();
      siblingConsumers = new SiblingConsumers(loop, bus.of(loop), questions);
      bus.of(loop).subscribeReceipts(questions.dispatcherId(), siblingConsumers::receive);
    }
  }

  /** One socket of the Address. */
  private final class Device extends TestSink {
    final MailboxConsumer mailboxConsumer;
    final Future<MailboxConsumer> opened;
    private int acked;

    Device() {
      this(new Loop());
    }

    Device(Loop at) {
      MortalLoop loop = at.loop;
      Set<MailboxConsumer> consumers = new LinkedHashSet<>();
      AckedMessageDeleter ackedMessageDeleter =
          new AckedMessageDeleter(loop, mailbox.of(loop), settings);
      mailboxConsumer =
          new MailboxConsumer(
              loop,
              owner,
              this,
              bus.of(loop),
              mailbox.of(loop),
              ackedMessageDeleter,
              new ReceiptBatcher(loop, bus.of(loop), () -> {}),
              at.siblingConsumers,
              new ReadAhead(1 << 20),
              new AckWatch(loop, settings),
              settings,
              Unmetered.DELIVERIES);
      consumers.add(mailboxConsumer);
      new MailboxSweep(loop, mailbox.of(loop), settings, consumers);
      opened = mailboxConsumer.open();
      opened.onSuccess(opened -> opened.start(false));
    }

    void ackAll() {
      while (acked < got.size()) {
        mailboxConsumer.acked(++acked);
      }
      time.endTick();
    }

    /** Of a message that no store has. */
    void handOver(UUID id, String content) {
      mailboxConsumer.receive(
          new ConsumerEvent.Messages(List.of(new HandedOver(id, null, Buffer.buffer(content)))));
      time.endTick();
    }
  }

  private Notification store(UUID id, String content) {
    Future<List<AppendOutcome>> stored =
        mailbox
            .of(new MortalLoop(time))
            .append(List.of(new NewMessage(id, owner, false, Buffer.buffer(content))));
    time.pass(100);
    return new Notification(id, ((AppendOutcome.Stored) stored.result().get(0)).row());
  }

  private Device loggedIn() {
    return loggedIn(new Loop());
  }

  private Device loggedIn(Loop at) {
    Device device = new Device(at);
    time.pass(3000);
    return device;
  }

  // Logging in again

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bringsNothingAgainThatWasAckedBeforeTheNextLogin(boolean closesFirst) {
    IntStream.rangeClosed(1, 9).forEach(message -> store(ids.next(), "" + message));
    Device device = loggedIn();
    assertThat(device.got).hasSize(9);
    mailbox.delay(50);

    device.ackAll();
    if (closesFirst) {
      device.mailboxConsumer.close();
    }
    Device again = loggedIn();

    assertThat(again.got).isEmpty();
    assertThat(mailbox.isEmpty(owner)).isTrue();
  }

  @Test
  void bringsWhatWasNotAckedAgain() {
    Stream.of("1", "2", "3").forEach(message -> store(ids.next(), message));
    Device device = loggedIn();
    mailbox.delay(50);

    device.mailboxConsumer.acked(2);
    device.mailboxConsumer.close();

    assertThat(loggedIn().got).containsExactly("1", "3");
  }

  @Test
  void bringsNothingAgainAlthoughTheDeleteFailsForAWhile() {
    store(ids.next(), "1");
    Device device = loggedIn();
    device.mailboxConsumer.acked(1);
    device.mailboxConsumer.close();
    mailbox.weather(ModelMailbox.Weather.AWAY);
    time.pass(50);
    mailbox.weather(ModelMailbox.Weather.FAIR);

    assertThat(loggedIn().got).isEmpty();
  }

  @Test
  void waitsForNobodyWhereThereIsNoOtherSocket() {
    Device device = new Device();

    time.pass(SiblingConsumers.TIMEOUT_MILLIS / 5);

    assertThat(device.opened.succeeded()).isTrue();
  }

  @Test
  void waitsForTheWordOfOthersAndNoLonger() {
    loggedIn();
    loggedIn();

    Device third = new Device();
    time.pass(SiblingConsumers.TIMEOUT_MILLIS / 5);

    assertThat(third.opened.succeeded()).isTrue();
  }

  /** Those of one event loop have one reply: two of them are not to count for a third one. */
  @Test
  void waitsForASilentSocketAlthoughTwoOfOneEventLoopReply() {
    Loop shared = new Loop();
    loggedIn(shared);
    loggedIn(shared);
    bus.of(new MortalLoop(time)).subscribe(owner, event -> {});
    time.pass(100);

    Device device = new Device();
    time.pass(SiblingConsumers.TIMEOUT_MILLIS - 50);
    assertThat(device.opened.isComplete()).isFalse();
    time.pass(100);

    assertThat(device.opened.succeeded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bringsNothingThatTwoSocketsOfOneEventLoopHaveAcked(boolean toTheSameLoop) {
    Loop shared = new Loop();
    store(ids.next(), "1");
    store(ids.next(), "2");
    Device one = loggedIn(shared);
    Device other = loggedIn(shared);
    mailbox.weather(ModelMailbox.Weather.AWAY);
    one.mailboxConsumer.acked(1);
    other.mailboxConsumer.acked(2);
    time.endTick();

    Device third = new Device(toTheSameLoop ? shared : new Loop());
    time.pass(SiblingConsumers.TIMEOUT_MILLIS / 5);
    mailbox.weather(ModelMailbox.Weather.FAIR);
    time.pass(3000);

    assertThat(third.got).isEmpty();
  }

  /** The one that was to be asked has gone in the same tick. */
  @Test
  void doesNotWaitForASocketOfItsOwnEventLoopThatIsGone() {
    Loop shared = new Loop();
    Device former = loggedIn(shared);

    Device device = new Device(shared);
    former.mailboxConsumer.close();
    time.pass(SiblingConsumers.TIMEOUT_MILLIS / 5);

    assertThat(device.opened.succeeded()).isTrue();
  }

  /** What it would read before is of no use: many logins of one Address read once each. */
  @Test
  void readsOnceWhetherThereAreOthersOrNot() {
    store(ids.next(), "1");
    int before = mailbox.statements();

    new Device();
    time.pass(SiblingConsumers.TIMEOUT_MILLIS / 5);
    assertThat(mailbox.statements()).isEqualTo(before + 1);
    new Device();
    time.pass(SiblingConsumers.TIMEOUT_MILLIS / 5);

    assertThat(mailbox.statements()).isEqualTo(before + 2);
  }

  /** As a node of an older version is. */
  @Test
  void waitsForASilentSocketNoLongerThanAQuarterOfASecond() {
    bus.of(new MortalLoop(time)).subscribe(owner, event -> {});
    store(ids.next(), "1");
    int before = mailbox.statements();

    Device device = new Device();
    time.pass(SiblingConsumers.TIMEOUT_MILLIS - 50);
    assertThat(device.opened.isComplete()).isFalse();
    assertThat(mailbox.statements()).as("read out of date").isEqualTo(before);
    time.pass(100);

    assertThat(device.opened.succeeded()).isTrue();
    assertThat(device.got).containsExactly("1");
  }

  @Test
  void canBeAskedUntilItsDeletesHaveCommittedAndNoLongerThanASecond() {
    store(ids.next(), "1");
    Device device = loggedIn();
    mailbox.weather(ModelMailbox.Weather.AWAY);
    device.ackAll();

    device.mailboxConsumer.close();
    time.pass(MailboxConsumer.LINGER_MILLIS - 50);
    assertThat(bus.directory().find(owner).isEmpty()).isFalse();
    time.pass(200);

    assertThat(bus.directory().find(owner).isEmpty()).isTrue();
  }

  @Test
  void leavesAtOnceWhereNothingIsToBeDeleted() {
    Device device = loggedIn();
    assertThat(bus.directory().find(owner).isEmpty()).isFalse();

    device.mailboxConsumer.close();
    time.pass(100);

    assertThat(bus.directory().find(owner).isEmpty()).isTrue();
  }

  // Order

  @Test
  void passesOverWhatItHasOvertakenAndAnotherHasAcked() {
    Device device = loggedIn();
    UUID older = ids.next();
    device.handOver(ids.next(), "newer");

    Notification notification = store(older, "older");
    device.mailboxConsumer.receive(new ConsumerEvent.Stored(List.of(notification)));
    time.pass(50);
    assertThat(device.got).containsExactly("newer");
    Device other = loggedIn();
    other.ackAll();
    time.pass(60_000);

    assertThat(other.got).containsExactly("older");
    assertThat(device.got).containsExactly("newer");
    assertThat(mailbox.isEmpty(owner)).isTrue();
  }

  /** Late is better than never: nobody has acked it. */
  @Test
  void bringsWhatItHasPassedOverWhereNobodyElseDoes() {
    Device device = loggedIn();
    UUID older = ids.next();
    device.handOver(ids.next(), "newer");
    device.mailboxConsumer.receive(new ConsumerEvent.Stored(List.of(store(older, "older"))));
    time.pass(60_000);

    assertThat(device.got).containsExactly("newer", "older");
    device.ackAll();
    time.pass(100);
    assertThat(mailbox.isEmpty(owner)).isTrue();
  }

  @Test
  void keepsThePassedOverFromNoOtherMessage() {
    Device device = loggedIn();
    List<UUID> older = Stream.generate(ids::next).limit(20).toList();
    device.handOver(ids.next(), "newer");
    older.forEach(id -> store(id, "older"));

    device.mailboxConsumer.receive(
        new ConsumerEvent.Stored(List.of(store(new MessageIds().next(), "another's"))));
    time.pass(100);

    assertThat(device.got).containsExactly("newer", "another's");
  }
}
