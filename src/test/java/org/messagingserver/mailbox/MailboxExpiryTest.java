package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
