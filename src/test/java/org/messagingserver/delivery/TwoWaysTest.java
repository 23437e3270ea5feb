package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which way a message takes, rule by rule; {@link DeliveryModelTest} has the promise. */
class TwoWaysTest extends TwoWays {
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

    send(otherDispatcher(), senderQuota, "11");
    time.pass(2000);

    assertThat(client.got).isEqualTo(upTo(11));
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
  void storesAtOnceWhatComesWhenASendersQuotaIsNearlyUsedUp() {
    Client client = new Client(false);
    SenderQuota small = new SenderQuota(dispatcher, null, 2000, () -> {}, () -> 0);
    Future<Void> first = send(dispatcher, small, "1");
    send(dispatcher, small, "2");
    time.pass(30);
    assertThat(mailbox.appends()).isZero();

    send(dispatcher, small, "3");
    time.pass(30);

    assertThat(first.succeeded()).isTrue();
    assertThat(List.of("1", "2", "3")).allMatch(text -> mailbox.holds(owner, text));
    assertThat(client.got).isEqualTo(upTo(3));
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
}
