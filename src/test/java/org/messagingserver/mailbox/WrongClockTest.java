package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.mailbox.AppendOutcome.Refused.MAILBOX_FULL;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.DatabaseClock;
import org.messagingserver.testkit.TestStore;

/** What waits is kept and delivered whatever the clock of the database says. */
@ExtendWith(VertxExtension.class)
class WrongClockTest {
  private static final Duration DAYS_40 = Duration.ofDays(40);
  private static final int WAITING = 26;

  private final String uri = TestPostgres.newDatabaseUri();
  private final DatabaseClock clock = new DatabaseClock(uri);
  private TestStore store;
  private Vertx vertx;
  private HashedAddress owner;

  @BeforeEach
  void give(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void close() {
    store.close();
    clock.close();
  }

  @Test
  void keepsWhatWaitsWhenTheClockJumpsAheadInMidRun() {
    open();
    append(WAITING);

    clock.ahead(DAYS_40);

    assertThatAllIsThere();
  }

  /** Plans and sessions of the pool are made while the clock is wrong already. */
  @Test
  void keepsWhatWaitsWhenTheClockIsAheadAtBoot() {
    open();
    append(WAITING);
    clock.ahead(DAYS_40);

    try (TestStore again = TestStore.open(vertx, uri)) {
      assertThat(await(mailbox(again).expire(1000))).isZero();
      assertThat(await(mailbox(again).status(List.of(owner))).get(0).waiting()).isTrue();
      assertThat(waiting()).isEqualTo(WAITING);
    }
    assertThatAllIsThere();
  }

  @Test
  void keepsWhatCameIn1970WhenTheClockIsSetInMidRun() {
    open();
    clock.at(Instant.EPOCH);
    append(WAITING);
    assertThatAllIsThere();

    clock.ahead(Duration.ZERO);

    assertThatAllIsThere();
  }

  @Test
  void keepsWhatCameIn1970WhenTheFirstStartEverWasThen() {
    clock.at(Instant.EPOCH);
    open();
    append(WAITING);

    clock.ahead(Duration.ZERO);

    assertThatAllIsThere();
    assertThat(store.tables().column("SELECT min(expires_at) > '2025-01-01' FROM mailbox"))
        .containsExactly("t");
  }

  @Test
  void keepsItsTimeOfWhatComesWhileServersHadBeenOffForLong() {
    open();
    store.tables().execute("UPDATE trusted_time SET seen = seen - interval '60 days'");

    append(WAITING);

    assertThat(store.tables().column("SELECT min(expires_at) >= now() + '30 days' FROM mailbox"))
        .containsExactly("t");
  }

  /** Nothing else of the tables has to be there for mail to be read. */
  @Test
  void goesByTheClockAloneWhereWhatWasSeenIsLost() {
    open();
    store.tables().execute("DELETE FROM trusted_time");

    append(WAITING);
    assertThatAllIsThere();
    clock.ahead(DAYS_40);

    assertThat(await(mailbox(store).expire(1000))).isEqualTo(WAITING);
  }

  @Test
  void expiresWhatIsDueOnceTheClockIsTrusted() {
    open();
    append(WAITING);
    clock.ahead(DAYS_40);

    ClockTrust outcome = await(ClockTrust.grant(store.database(), Instant.now().plus(DAYS_40)));

    assertThat(outcome.trusted()).isTrue();
    assertThat(outcome.gap()).isBetween(DAYS_40.minusHours(1), DAYS_40.plusHours(1));
    assertThat(await(mailbox(store).expire(1000))).isEqualTo(WAITING);
  }

  @Test
  void doesNotTrustAClockThatAnotherContradicts() {
    open();
    append(WAITING);
    clock.ahead(DAYS_40);

    assertThat(await(ClockTrust.grant(store.database(), Instant.now())).trusted()).isFalse();

    assertThatAllIsThere();
  }

  private void assertThatAllIsThere() {
    PostgresMailbox mailbox = mailbox(store);
    assertThat(await(mailbox.expire(1000))).isZero();
    assertThat(await(mailbox.status(List.of(owner))).get(0).waiting()).isTrue();
    assertThat(waiting()).isEqualTo(WAITING);
    assertThat(await(mailbox.append(messages(1)))).containsExactly(MAILBOX_FULL);
  }

  private int waiting() {
    MailboxPage mailboxPage =
        await(mailbox(store).read(owner, RowRange.ALL, List.of(), 1000, 1 << 20, Anybody.ANYBODY));
    return mailboxPage.messages().size();
  }

  private void open() {
    store = TestStore.open(vertx, uri);
    owner = store.registered();
  }

  private void append(int count) {
    assertThat(await(mailbox(store).append(messages(count))))
        .hasOnlyElementsOfType(AppendOutcome.Stored.class);
  }

  private List<NewMessage> messages(int count) {
    return IntStream.range(0, count)
        .mapToObj(index -> new NewMessage(UUID.randomUUID(), owner, false, Buffer.buffer("hello")))
        .toList();
  }

  /** Each counts anew, and takes as much as waits. */
  private static PostgresMailbox mailbox(TestStore store) {
    var settings = new MailboxSettings(WAITING, 1 << 20, Duration.ofDays(30));
    return new PostgresMailbox(store.database(), store.vault(), settings);
  }
}
