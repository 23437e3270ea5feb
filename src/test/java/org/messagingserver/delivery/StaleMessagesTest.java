package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.ModelMailbox.registration;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.protocol.Handling;

/** Messages for one registration of a device, in simulated time. */
class StaleMessagesTest extends TwoWays {
  private Future<Void> send(String content, int registration) {
    Future<Void> safe =
        dispatcher.send(
            senderQuota,
            owner,
            Buffer.buffer(content),
            Handling.ORDINARY,
            Optional.of(registration(registration)),
            Optional.empty());
    time.endTick();
    return safe;
  }

  private static void assertStale(Future<Void> sent) {
    assertThat(sent.failed()).isTrue();
    assertThat(((MessageRejectedException) sent.cause()).reason()).isEqualTo(Reason.STALE_DEVICE);
  }

  @Test
  void areRefusedWhereTheDeviceIsAway() {
    Future<Void> sent = send("1", 2);
    Future<Void> right = send("2", 1);
    time.pass(50);

    assertStale(sent);
    assertThat(right.succeeded()).isTrue();
  }

  @Test
  void areRefusedWhereTheDeviceListensAndIsNotShownThem() {
    Client client = new Client(true);
    Future<Void> sent = send("1", 2);
    time.pass(50);

    assertStale(sent);
    assertThat(client.got).isEmpty();
    assertThat(mailbox.holds(owner, "1")).isFalse();
  }

  @Test
  void areHandedOverToTheRightRegistration() {
    Client client = new Client(true);
    Future<Void> sent = send("1", 1);
    time.pass(50);

    assertThat(sent.succeeded()).isTrue();
    assertThat(client.got).containsExactly("1");
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void areRefusedWhereEverySocketSaysSo() {
    Client one = new Client(true);
    Client other = new Client(false);
    Future<Void> sent = send("1", 2);
    time.pass(50);

    assertStale(sent);
    assertThat(one.got).isEmpty();
    assertThat(other.got).isEmpty();
  }

  /** One socket has not heard of the new registration, and its client takes its time. */
  @Test
  void areNotRefusedWhereASocketHasDeliveredThem() {
    Client former = new Client(false);
    mailbox.register(owner, registration(2));
    Client present = new Client(false);

    Future<Void> sent = send("1", 1);
    time.pass(HANDOFF / 2);
    assertThat(former.got).containsExactly("1");
    assertThat(sent.isComplete()).isFalse();
    time.pass(HANDOFF);

    assertThat(sent.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "1")).isTrue();
    assertThat(present.got).containsExactly("1");
  }

  /** It has closed, and its receipt is lost: it is counted all the same. */
  @Test
  void areNotRefusedWhereASocketHasDeliveredThemAndGone() {
    Client former = new Client(false);
    mailbox.register(owner, registration(2));
    new Client(false);
    bus.delay(20);

    Future<Void> sent = send("1", 1);
    time.pass(21);
    assertThat(former.got).containsExactly("1");
    bus.weather(ModelBus.Weather.LOSES);
    former.mailboxConsumer.close();
    bus.weather(ModelBus.Weather.FAIR);
    time.pass(2 * HANDOFF);

    assertThat(sent.succeeded()).isTrue();
  }

  /** The outcome of the first attempt is unknown: it may have been stored, and delivered. */
  @Test
  void areNotRefusedWhereAnEarlierAttemptMayHaveStoredThem() {
    mailbox.weather(ModelMailbox.Weather.ANSWERS_LOST);
    Future<Void> sent = send("1", 1);
    time.pass(50);
    mailbox.weather(ModelMailbox.Weather.FAIR);
    mailbox.register(owner, registration(2));
    time.pass(1000);

    assertThat(sent.succeeded()).isTrue();
  }

  @Test
  void comeOnceThoughTheDeviceTakesTheirRegistrationLater() {
    Client client = new Client(true);
    bus.weather(ModelBus.Weather.DOUBLES);
    Future<Void> sent = send("1", 2);
    time.pass(50);
    assertStale(sent);

    mailbox.register(owner, registration(2));
    client.mailboxConsumer.announceRegistered(registration(2), true, false);
    time.pass(500);

    assertThat(client.got).isEmpty();
  }

  @Test
  void closeWithTheirOwnSocketsWhenTheDeviceIsReplaced() {
    Client former = new Client(true);
    Client present = new Client(true);
    boolean replaced = mailbox.register(owner, registration(2));

    present.mailboxConsumer.announceRegistered(registration(2), replaced, false);
    time.pass(50);

    assertThat(former.got).containsExactly("replaced");
    assertThat(present.got).isEmpty();
  }

  @Test
  void leaveSocketsOpenWhenTheDeviceOnlyAddsKeys() {
    Client other = new Client(true);
    Client present = new Client(true);

    present.mailboxConsumer.announceRegistered(registration(1), false, false);
    time.pass(50);

    assertThat(other.got).isEmpty();
  }
}
