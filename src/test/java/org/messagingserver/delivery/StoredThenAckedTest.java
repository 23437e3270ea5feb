package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** What is stored although it was handed over is deleted once it is acked. */
class StoredThenAckedTest extends TwoWays {
  /** By then, nothing remembers that no receipt came. */
  private static final long HANDED_OFF_AGAIN = 6000;

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

  /** It takes nothing that is handed over, since its client has acked nothing for a while. */
  private Client declining() {
    Client client = new Client(false);
    send();
    time.pass(HANDOFF + 20);
    assertThat(client.got).isEqualTo(upTo(1));
    return client;
  }

  @Test
  void aSocketReadsWhatItDeclinedAndAnotherOneAckedWhileItWasBeingStored() {
    Client declining = declining();
    Client other = new Client(true);
    assertThat(other.got).isEqualTo(upTo(1));
    time.pass(HANDED_OFF_AGAIN);
    mailbox.delay(20);

    Future<Void> safe = send();
    time.pass(10);
    assertThat(safe.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "2")).isFalse();
    time.pass(500);

    assertThat(mailbox.appends()).isEqualTo(2);
    assertThat(declining.got).isEqualTo(upTo(2));
    assertThat(other.got).isEqualTo(upTo(2));
    assertThat(mailbox.holds(owner, "2")).isFalse();
  }
}
