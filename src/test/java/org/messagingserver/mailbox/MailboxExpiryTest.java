package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.mailbox.AppendOutcome.Stored;

/** How long a message is kept, and what becomes of it when its registration is replaced. */
class MailboxExpiryTest extends FilledMailbox {
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

  /** The hour in which it came is not told: it is kept for at most one more. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 24",
    "24, 24",
    "25, 168",
    "168, 168",
    "169, 720",
    "720, 720",
    "721, 720",
    "-1, 720",
    "0, 720"
  })
  void keepsAMessageForAFewHoursIfItsSenderAsksForThat(int asked, int hours) {
    appendFor(asked, "1");

    assertThat(
            store
                .tables()
                .number(
                    """
                    SELECT count(*) FROM mailbox
                    WHERE user_hash = ?
                      AND expires_at - now() BETWEEN make_interval(hours => ?, mins => -1)
                                                 AND make_interval(hours => ? + 1)
                      AND short_lived = (? < 720)\
                    """,
                    owner.user().value(),
                    hours,
                    hours,
                    hours))
        .isEqualTo(1);
  }

  @Test
  void keepsNoMessageLongerThanAny() {
    MailboxSettings days = new MailboxSettings(1, 1, Duration.ofDays(3));

    assertThat(IntStream.of(0, 1, 24, 25, 721, -1).map(days::hoursToLive))
        .containsExactly(72, 1, 24, 72, 72, 72);
  }

  @Test
  void deletesShortLivedAndOtherMessagesThatHaveExpired() {
    await(mailbox.expire(MANY));
    List<Stored> longLived = append("1", "2");
    List<Stored> shortLived = appendFor(1, "3", "4", "5");
    expire(longLived.get(0).row());
    expire(shortLived.get(0).row());
    expire(shortLived.get(1).row());

    assertThat(await(mailbox.expire(2))).isEqualTo(2);
    assertThat(await(mailbox.expire(2))).isEqualTo(1);
    assertThat(contents(readAll())).containsExactly("2", "5");
    assertThat(held()).isEqualTo(2);
  }

  /** Short-lived messages in every block do not make it read the others. */
  @Test
  void findsExpiredMessagesWithoutAScanOfTheTable() {
    store
        .tables()
        .execute(
            """
            INSERT INTO mailbox
              (user_hash, device_id, message_id, epoch, expires_at, short_lived, sealed_message)
            SELECT gen_random_uuid(), 1, gen_random_uuid(), 1,
                   now() + make_interval(hours => CASE WHEN i % 10 = 0 THEN 1 ELSE 720 END),
                   i % 10 = 0, '\\x00'
            FROM generate_series(1, 20000) i""");
    store.tables().execute("ANALYZE mailbox");

    assertThat(plan("m.short_lived")).contains("mailbox_short_lived_expiry");
    assertThat(plan("NOT m.short_lived")).contains("mailbox_expiry");
    store.tables().execute("DELETE FROM mailbox WHERE sealed_message = '\\x00'");
  }

  private String plan(String which) {
    return String.join(
        "\n",
        store
            .tables()
            .column(
                "EXPLAIN SELECT m.ctid FROM mailbox m WHERE m.expires_at <= now() AND "
                    + which
                    + " LIMIT 1000"));
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
}
