package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.messagingserver.mailbox.DeviceAdmission;
import org.messagingserver.mailbox.MailboxStatus;

/** What goes on while the store is away, hangs or answers late. */
class WithoutStoreTest extends TwoWays {
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
    client.mailboxConsumer.reconciled(
        new MailboxStatus(owner, Optional.of(DeviceAdmission.EVERYBODY), true), time.millis());

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

  /** The server refuses it as unavailable, and delivers it nevertheless. */
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
  void refusesWhatIsNeitherAckedNorStoredInTime() {
    new Client(false);
    mailbox.weather(ModelMailbox.Weather.AWAY);
    Future<Void> safe = send();

    time.pass(settings.storeTimeout().toMillis() + 1);

    assertThat(safe.failed()).isTrue();
    assertThat(safe.cause()).isInstanceOf(MessageRejectedException.class);
  }
}
