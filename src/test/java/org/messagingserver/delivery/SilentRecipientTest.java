package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** A recipient who is slow, silent or frozen is waited for once, not for each message. */
class SilentRecipientTest extends TwoWays {
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
  void declinesAtOnceWhatAClientWithoutProgressWouldLetWait() {
    Client client = new Client(false);
    send(2);
    time.pass(HANDOFF + 20);
    client.ackNext();
    time.pass(10);
    time.pass(HANDOFF);
    send();
    time.pass(25);

    Future<Void> stuck = send();
    time.pass(20);

    assertThat(stuck.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "4")).isTrue();
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
}
