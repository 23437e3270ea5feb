package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.testkit.TestStore;

@ExtendWith(VertxExtension.class)
class MailboxReadTest {
  private static final int MANY = 1000;
  private static final long ROOMY = 64 << 20;

  /** What a message of up to 124 bytes takes: version, nonce, padded content, tag. */
  private static final int SEALED = 5 + 24 + 128 + 16;

  private static TestStore store;
  private static PostgresMailbox mailbox;

  private Address address;
  private HashedAddress owner;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    var settings = new MailboxSettings(10_000, 64L << 20, Duration.ofDays(30));
    mailbox = new PostgresMailbox(store.database(), store.vault(), settings);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void register() {
    address = TestStore.stranger();
    store.register(address);
    owner = store.vault().hash(address);
  }

  @Test
  void readsNothingFromAnEmptyMailbox() {
    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, ROOMY, Anybody.ANYBODY));

    assertThat(mailboxPage)
        .isEqualTo(new MailboxPage(true, List.of(), List.of(), Optional.empty()));
  }

  @Test
  void readsAsManyAsAskedForOldestFirst() {
    append("1", "2", "3", "4");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), 3, ROOMY, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("1", "2", "3");
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void readsOnFromWhereAPageEndedAndThenFromTheFront() {
    append("1", "2", "3", "4");
    MailboxPage first =
        await(mailbox.read(owner, RowRange.ALL, List.of(), 3, ROOMY, Anybody.ANYBODY));
    append("5");

    MailboxPage second =
        await(
            mailbox.read(owner, first.next().orElseThrow(), List.of(), 3, ROOMY, Anybody.ANYBODY));

    assertThat(contents(second)).containsExactly("4");
    assertThat(second.next()).contains(RowRange.ALL);
  }

  @Test
  void saysWhereNoDeviceIsRegistered() {
    HashedAddress stranger = store.vault().hash(TestStore.stranger());

    MailboxPage mailboxPage =
        await(mailbox.read(stranger, RowRange.ALL, List.of(), MANY, ROOMY, Anybody.ANYBODY));

    assertThat(mailboxPage)
        .isEqualTo(new MailboxPage(false, List.of(), List.of(), Optional.empty()));
  }

  @Test
  void leavesOutTheRowsItIsTold() {
    List<Stored> rows = append("1", "2", "3", "4");

    MailboxPage mailboxPage =
        await(
            mailbox.read(
                owner,
                RowRange.ALL,
                List.of(rows.get(0).row(), rows.get(2).row()),
                2,
                ROOMY,
                Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("2", "4");
  }

  @Test
  void endsAPageBeforeTheBytesAreExceededByMoreThanItsLastMessage() {
    append("1", "2", "3", "4");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, 2 * SEALED + 1, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("1", "2", "3");
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void saysThatMoreMayWaitWhenTheBytesAreJustUsedUp() {
    append("1", "2");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, 2 * SEALED, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("1", "2");
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void readsTheFirstMessageHoweverLargeItIs() {
    append("x".repeat(200_000), "2");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, 1, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).singleElement().asString().hasSize(200_000);
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void readsTheMessagesOfThisDeviceAlone() {
    append("mine");
    store.register(new Address(address.user(), new DeviceId(2)));
    append(new HashedAddress(owner.user(), new DeviceId(2)), "of another device");
    append(store.registered(), "of another user");

    assertThat(contents(readAll())).containsExactly("mine");
  }

  @Test
  void doesNotReadWhatHasExpired() {
    List<Stored> rows = append("1", "2", "3");

    expire(rows.get(1).row());

    assertThat(contents(readAll())).containsExactly("1", "3");
  }

  @Test
  void keepsAMessageForTheWholeRetention() {
    append("1");

    assertThat(
            store
                .tables()
                .number(
                    """
                    SELECT count(*) FROM mailbox
                    WHERE user_hash = ?
                      AND expires_at BETWEEN now() + interval '30 days'
                                         AND now() + interval '30 days 1 hour'\
                    """,
                    owner.user().value()))
        .isEqualTo(1);
  }

  @Test
  void doesNotReadWhatCameForAFormerRegistration() {
    append("of before");
    store.tables().execute("UPDATE mailbox SET epoch = epoch + 1 WHERE epoch = " + epoch());

    append("of now");

    assertThat(contents(readAll())).containsExactly("of now");
  }

  @Test
  void keepsWaitingMessagesWhenTheRegistrationIsReplaced() {
    append("1");

    store.register(address);

    assertThat(contents(readAll())).containsExactly("1");
  }

  @Test
  void dropsWhatIsLeftOfAFormerRegistrationWithTheNext() {
    append("of before");
    store.tables().execute("DELETE FROM device WHERE user_hash = ?", owner.user().value());

    store.register(address);

    assertThat(held()).isZero();
  }

  @Test
  void passesOverWhatCannotBeOpened() {
    List<Stored> rows = append("1", "2", "3");

    store
        .tables()
        .execute(
            "UPDATE mailbox SET sealed_message = '\\x00' WHERE row_id IN (?, ?)",
            rows.get(0).row(),
            rows.get(2).row());

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), 3, ROOMY, Anybody.ANYBODY));
    assertThat(contents(mailboxPage)).containsExactly("2");
    assertThat(mailboxPage.unreadable()).containsExactly(rows.get(0).row(), rows.get(2).row());
    assertThat(mailboxPage.next()).isPresent();
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void doesNotOpenWhatWasMovedToAnotherMailbox() {
    HashedAddress other = store.registered();
    append(other, "for the other");

    store
        .tables()
        .execute(
            "UPDATE mailbox SET user_hash = ?, epoch = ? WHERE user_hash = ?",
            owner.user().value(),
            epoch(),
            other.user().value());

    assertThat(readAll().messages()).isEmpty();
  }

  @Test
  void deletesOnlyWhatMatchesOwnerRowAndId() {
    List<WaitingMessage> waiting = new ArrayList<>();
    append("1", "2", "3");
    waiting.addAll(readAll().messages());
    WaitingMessage first = waiting.get(0);

    await(
        mailbox.delete(
            List.of(
                new AckedRow(store.registered(), first.row(), first.id()),
                new AckedRow(
                    new HashedAddress(owner.user(), new DeviceId(2)), first.row(), first.id()),
                new AckedRow(owner, first.row(), UUID.randomUUID()),
                new AckedRow(owner, first.row(), waiting.get(1).id()),
                new AckedRow(owner, waiting.get(2).row(), waiting.get(2).id()))));

    assertThat(contents(readAll())).containsExactly("1", "2");
  }

  @Test
  void deletesWhatIsGoneAlreadyWithoutComplaint() {
    append("1");
    WaitingMessage message = readAll().messages().get(0);
    var settled = new AckedRow(owner, message.row(), message.id());

    await(mailbox.delete(List.of(settled, settled)));
    await(mailbox.delete(List.of(settled)));
    await(mailbox.delete(List.of()));

    assertThat(held()).isZero();
  }

  @Test
  void surveysWhoIsRegisteredAndForWhomSomethingWaits() {
    HashedAddress stranger = store.vault().hash(TestStore.stranger());
    HashedAddress empty = store.registered();
    append("1");

    List<MailboxStatus> surveys = await(mailbox.status(List.of(stranger, owner, empty)));

    assertThat(surveys)
        .containsExactlyInAnyOrder(
            new MailboxStatus(stranger, false, false),
            new MailboxStatus(owner, true, true),
            new MailboxStatus(empty, true, false));
  }

  @Test
  void deletesWhatHasExpiredAFewRowsAtATime() {
    List<Stored> rows = append("1", "2", "3", "4", "5");
    await(mailbox.expire(MANY));
    rows.subList(0, 3).forEach(stored -> expire(stored.row()));

    assertThat(await(mailbox.expire(2))).isEqualTo(2);
    assertThat(await(mailbox.expire(2))).isEqualTo(1);
    assertThat(await(mailbox.expire(2))).isZero();
    assertThat(contents(readAll())).containsExactly("4", "5");
    assertThat(held()).isEqualTo(2);
  }

  @Test
  void deletesExpiredMessagesOnOneNodeAtATime() {
    await(mailbox.expire(MANY));
    expire(append("1").get(0).row());
    store.tables().execute("SELECT pg_advisory_lock(hashtext('mailbox expiry'))");

    assertThat(await(mailbox.expire(2))).isZero();

    store.tables().execute("SELECT pg_advisory_unlock(hashtext('mailbox expiry'))");
    assertThat(await(mailbox.expire(2))).isEqualTo(1);
  }

  @Test
  void deletesExpiredMessagesByItself() {
    List<String> many = IntStream.range(0, 1500).mapToObj(Integer::toString).toList();
    append(many.toArray(String[]::new));
    store.tables().execute("UPDATE mailbox SET expires_at = now() WHERE epoch = ?", epoch());

    var registry = new SimpleMeterRegistry();
    Expiry expiry = new Expiry(store.vertx(), mailbox, registry);

    assertThat(awaitEmpty()).isTrue();
    assertThat(awaitCount(registry.get("messaging.mailbox.expired").counter())).isEqualTo(1500);
    expiry.stop();
  }

  /** What is deleted is counted a moment later. */
  private static double awaitCount(Counter counter) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (counter.count() < 1500 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return counter.count();
  }

  private boolean awaitEmpty() {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (held() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return held() == 0;
  }

  private void expire(long row) {
    store.tables().execute("UPDATE mailbox SET expires_at = now() WHERE row_id = ?", row);
  }

  private long epoch() {
    return store
        .tables()
        .number("SELECT epoch FROM device WHERE user_hash = ?", owner.user().value());
  }

  private long held() {
    return store
        .tables()
        .number("SELECT count(*) FROM mailbox WHERE user_hash = ?", owner.user().value());
  }

  private MailboxPage readAll() {
    return await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, ROOMY, Anybody.ANYBODY));
  }

  private List<Stored> append(String... contents) {
    return append(owner, contents);
  }

  private static List<Stored> append(HashedAddress to, String... contents) {
    return await(
            mailbox.append(
                List.of(contents).stream()
                    .map(Buffer::buffer)
                    .map(content -> new NewMessage(UUID.randomUUID(), to, false, content))
                    .toList()))
        .stream()
        .map(Stored.class::cast)
        .toList();
  }

  private static List<String> contents(MailboxPage mailboxPage) {
    return mailboxPage.messages().stream().map(message -> message.content().toString()).toList();
  }
}
