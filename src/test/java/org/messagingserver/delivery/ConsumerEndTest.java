package org.messagingserver.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.Rig.DELETE;
import static org.messagingserver.delivery.Rig.READ;
import static org.messagingserver.delivery.Rig.until;
import static org.messagingserver.testkit.Awaits.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.Address;

/**
 * How a MailboxConsumer ends, is unregistered and registered, and what a healthy socket may rely
 * on.
 */
class ConsumerEndTest extends ConsumerTest {

  // Unregistered, from any

  @Test
  void deliversOnlyToTheNextRegistrationAfterAnUnregistrationWhileItRests() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    Reader reader = rig.started(owner);
    assertThat(reader.next()).isEqualTo("1");

    unregisterAndTell(owner);

    assertThat(deliveredAfterTheNextRegistration(rig, owner, reader)).isEqualTo("of the next");
  }

  @Test
  void deliversOnlyToTheNextRegistrationAfterAnUnregistrationWhileItIsOutOfCredit() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2", "3");
    Reader reader = narrow.started(owner);
    assertThat(reader.next(2)).containsExactly("1", "2");

    unregisterAndTell(owner);
    reader.ack("1", "2");

    assertThat(deliveredAfterTheNextRegistration(narrow, owner, reader)).isEqualTo("of the next");
  }

  @Test
  void deliversOnlyToTheNextRegistrationAfterAnUnregistrationBeforeItBegan() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    Reader reader = rig.opened(owner);

    unregisterAndTell(owner);
    reader.begin();

    assertThat(deliveredAfterTheNextRegistration(rig, owner, reader)).isEqualTo("of the next");
  }

  /** A MailboxConsumer that reads once more when it begins. */
  private static Reader aboutToRead(Address owner, String waiting) {
    Reader reader = rig.opened(owner);
    rig.store(owner, waiting);
    rig.tellRegistered(owner);
    return reader;
  }

  @Test
  void deliversOnlyToTheNextRegistrationAfterAnUnregistrationWhileItReads() {
    Address owner = rig.registered();
    Reader reader = aboutToRead(owner, "1");
    rig.proxy().holdAnswerOf(READ);
    reader.begin();
    until(rig.proxy()::isHolding);

    unregisterAndTell(owner);
    rig.proxy().flow();

    assertThat(deliveredAfterTheNextRegistration(rig, owner, reader)).isEqualTo("of the next");
  }

  @Test
  void doesNotTakeTheAnswerOfAReadForThatOfTheNextRegistration() {
    Address owner = rig.registered();
    Reader reader = aboutToRead(owner, "1");
    long before = rig.proxy().executed(READ);
    rig.proxy().holdAnswerOf(READ);
    rig.proxy().holdAnswerOf(READ);
    reader.begin();
    until(rig.proxy()::isHolding);

    unregisterAndTell(owner);
    store.register(owner);
    rig.tellRegistered(owner);
    until(() -> rig.proxy().executed(READ) == before + 2);
    rig.store(owner, "of the next");
    rig.proxy().flow();

    assertThat(reader.next()).isEqualTo("of the next");
  }

  @Test
  void deliversOnlyToTheNextRegistrationAfterAnUnregistrationWhileItRetries() {
    Address owner = rig.registered();
    Reader reader = aboutToRead(owner, "1");
    rig.proxy().lose(READ);
    reader.begin();
    until(rig.proxy()::isDone);

    unregisterAndTell(owner);

    assertThat(deliveredAfterTheNextRegistration(rig, owner, reader)).isEqualTo("of the next");
  }

  private static String deliveredAfterTheNextRegistration(
      Rig reading, Address owner, Reader reader) {
    store.register(owner);
    reading.tellRegistered(owner);
    reading.storeAndNotify(owner, "of the next");
    return reader.next();
  }

  private static void unregisterAndTell(Address owner) {
    unregister(owner);
    rig.tell(owner, new ConsumerEvent.Unregistered());
    narrow.onLoop(() -> null);
  }

  private static void unregister(Address owner) {
    await(store.preKeys().unregister(owner, 0));
  }

  // Closed, from any

  @Test
  void deliversNothingMoreOnceItIsClosed() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2", "3");
    Reader reader = narrow.started(owner);
    assertThat(reader.next(2)).containsExactly("1", "2");
    long before = rig.proxy().executed(READ);

    reader.close();
    reader.ack("1", "2");
    reader.readsAgain();
    rig.storeAndNotify(owner, "4");
    rig.tellRegistered(owner);
    rig.tell(owner, new ConsumerEvent.Unregistered());

    assertThat(reader.soon()).isEmpty();
    assertThat(rig.proxy().executed(READ)).isEqualTo(before);
    assertThat(rig.held(owner)).isEqualTo(4);
    assertThat(store.isHeard(rig.hashed(owner))).isFalse();
  }

  @Test
  void deletesWhatWasAckedJustBeforeItClosed() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2");
    Reader reader = rig.started(owner);
    reader.next(2);

    reader.ack("1");
    reader.close();

    until(() -> rig.held(owner) == 1);
    assertThat(rig.started(owner).next()).isEqualTo("2");
  }

  // What a healthy socket may rely on

  @Test
  void deletesWhatIsAcked() {
    Address owner = rig.registered();
    rig.store(owner, numbers(1, 20).toArray(String[]::new));
    Reader reader = rig.started(owner);

    reader.ack(reader.next(20).toArray(String[]::new));

    until(() -> rig.held(owner) == 0);
  }

  @Test
  void takesAnAckOfWhatItDidNotSendForNothing() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    Reader reader = rig.started(owner);
    reader.next();

    reader.ackSequence(0);
    reader.ackSequence(-1);
    reader.ackSequence(2);
    reader.ackSequence(Integer.MAX_VALUE);

    rig.storeAndNotify(owner, "2");
    assertThat(reader.next()).isEqualTo("2");
    assertThat(rig.held(owner)).isEqualTo(2);
  }

  @Test
  void deliversNothingTwiceWhileADeleteFails() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    Reader reader = rig.started(owner);
    assertThat(reader.next()).isEqualTo("1");
    rig.proxy().lose(DELETE);
    rig.proxy().lose(DELETE);

    reader.ack("1");
    rig.storeAndNotify(owner, "2");

    assertThat(reader.next()).isEqualTo("2");
    until(() -> rig.held(owner) == 1);
    assertThat(reader.waiting()).isEmpty();
  }

  @Test
  void givesEverySocketOfAnAddressEveryMessageUntilOneAcks() {
    Address owner = rig.registered();
    Reader one = rig.started(owner);
    Reader other = narrow.started(owner);

    rig.storeAndNotify(owner, "1");

    assertThat(one.next()).isEqualTo("1");
    assertThat(other.next()).isEqualTo("1");
    one.ack("1");
    until(() -> rig.held(owner) == 0);
    other.ack("1");
    rig.storeAndNotify(owner, "2");
    assertThat(one.next()).isEqualTo("2");
    assertThat(other.next()).isEqualTo("2");
  }

  /** Commits do not follow row numbers: here the first message has its row, but no commit yet. */
  @Test
  void keepsTheOrderOfASenderWhoseFirstMessageCommitsBehindHigherRows() throws SQLException {
    Address owner = rig.registered();
    try (Connection sender = TestPostgres.connect(store.uri())) {
      sender.setAutoCommit(false);
      insert(sender, owner, "first");
      rig.store(owner, "1", "2", "3");
      Reader reader = narrow.started(owner);
      assertThat(reader.next(2)).containsExactly("1", "2");

      sender.commit();
      insert(sender, owner, "second");
      sender.commit();
      reader.ack("1", "2");
      List<String> rest = new ArrayList<>(reader.next(2));
      reader.ack(rest.toArray(String[]::new));
      rest.add(reader.next());

      assertThat(rest).containsSubsequence("first", "second").contains("3");
    }
  }

  private static void insert(Connection sender, Address owner, String content) throws SQLException {
    HashedAddress to = rig.hashed(owner);
    try (PreparedStatement statement =
        sender.prepareStatement(
            """
            INSERT INTO mailbox (user_hash, device_id, message_id, epoch, expires_at, sealed_message)
            SELECT user_hash, device_id, gen_random_uuid(), epoch, now() + interval '1 day', ?
            FROM device WHERE user_hash = ?\
            """)) {
      statement.setBytes(1, store.vault().seal(SealPurpose.MESSAGE, to, content.getBytes(UTF_8)));
      statement.setObject(2, to.user().value());
      statement.execute();
    }
  }
}
