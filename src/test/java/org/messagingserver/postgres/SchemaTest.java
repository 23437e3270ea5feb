package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.testkit.DatabaseClock;
import org.messagingserver.testkit.TestDatabase;

/** What there is a place for in the tables, and how long what is gone stays on the disk. */
@ExtendWith(VertxExtension.class)
class SchemaTest {
  private static Vertx vertx;
  private static TestDatabase tables;

  @BeforeAll
  static void migrate(Vertx given) {
    vertx = given;
    String uri = TestPostgres.newDatabaseUri();
    await(await(Postgres.open(vertx, TestPostgres.settings(uri))).close());
    tables = new TestDatabase(uri);
  }

  @AfterAll
  static void close() {
    tables.close();
  }

  /** A column more is a decision: it must not tell of a sender, a contact or a moment. */
  @Test
  void hasTheseColumnsAndNoOther() {
    assertThat(
            tables.column(
                """
                SELECT table_name || '.' || column_name
                FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name <> 'flyway_schema_history'"""))
        .containsExactlyInAnyOrder(
            "deployment.only_row",
            "deployment.deployment_id",
            "deployment.keyset_id",
            "sealing_key.key_id",
            "trusted_time.only_row",
            "trusted_time.step",
            "trusted_time.seen",
            "trusted_time.agreed_seconds",
            "device.user_hash",
            "device.device_id",
            "device.epoch",
            "device.fingerprint",
            "device.registration",
            "device.registration_hash",
            "device.hashed_fingerprint",
            "device.strangers",
            "device.delivery_tokens",
            "device.stranger_hours",
            "device.stranger_sources",
            "one_time_pre_key.user_hash",
            "one_time_pre_key.device_id",
            "one_time_pre_key.fingerprint",
            "one_time_pre_key.key_id",
            "one_time_pre_key.epoch",
            "one_time_pre_key.sealed_key",
            "mailbox.user_hash",
            "mailbox.device_id",
            "mailbox.row_id",
            "mailbox.message_id",
            "mailbox.epoch",
            "mailbox.expires_at",
            "mailbox.short_lived",
            "mailbox.quiet",
            "mailbox.sealed_message",
            "mailbox_floor.user_hash",
            "mailbox_floor.device_id",
            "mailbox_floor.row_id",
            "wakeup.user_hash",
            "wakeup.device_id",
            "wakeup.sealed_subscription",
            "wakeup.vapid_key",
            "wakeup.min_seconds",
            "wakeup.due_at",
            "wakeup.first_row",
            "wakeup.claimed_until",
            "wakeup.not_before",
            "wakeup.failing_since",
            "wakeup.attempts");
  }

  /**
   * What was seen of the time moves with the uptime of nodes, whatever clients do. Of a wake-up the
   * moments stay until it is over.
   */
  @Test
  void holdsNoTimeOfAClientButThoseOfExpiryAndWakeups() {
    assertThat(
            tables.column(
                """
                SELECT table_name || '.' || column_name
                FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name <> 'flyway_schema_history'
                  AND (data_type LIKE 'time%' OR data_type IN ('date', 'interval'))"""))
        .containsExactlyInAnyOrder(
            "mailbox.expires_at",
            "trusted_time.seen",
            "wakeup.due_at",
            "wakeup.claimed_until",
            "wakeup.not_before",
            "wakeup.failing_since");
  }

  @ParameterizedTest
  @ValueSource(strings = {"device", "one_time_pre_key", "mailbox", "mailbox_floor", "wakeup"})
  void isVacuumedForAnyDeadRow(String table) {
    assertThat(
            tables.column("SELECT unnest(reloptions) FROM pg_class WHERE oid = ?::regclass", table))
        .contains("autovacuum_vacuum_scale_factor=0", "autovacuum_vacuum_threshold=0");
  }

  /** Else entries of indexes would stay for as long as dead rows are few. */
  @ParameterizedTest
  @ValueSource(strings = {"device", "mailbox", "mailbox_floor", "wakeup"})
  void isVacuumedIndexesAndAll(String table) {
    assertThat(
            tables.column("SELECT unnest(reloptions) FROM pg_class WHERE oid = ?::regclass", table))
        .contains("vacuum_index_cleanup=on");
  }

  @Test
  void keepsWhatWasStoredBeforeItWasBroughtUpToDate() {
    String uri = TestPostgres.newDatabaseUri();
    UUID user = UUID.randomUUID();
    migrate(uri, "1");
    try (TestDatabase filled = new TestDatabase(uri)) {
      filled.execute("INSERT INTO device VALUES (?, 1, 2, ?, '\\x03')", user, user);

      await(await(Postgres.open(vertx, TestPostgres.settings(uri))).close());

      assertThat(filled.column("SELECT user_hash FROM device")).containsExactly(user.toString());
      assertThat(filled.number("SELECT count(*) FROM sealing_key")).isZero();
    }
  }

  /** The row of what was seen is made by a clock that may be wrong already. */
  @Test
  void doesNotTrustTheClockWhileItIsBroughtUpToDate() {
    String uri = TestPostgres.newDatabaseUri();
    try (DatabaseClock clock = new DatabaseClock(uri);
        TestDatabase filled = new TestDatabase(uri)) {
      migrate(uri, "2");
      filled.execute(
          """
          INSERT INTO mailbox (user_hash, device_id, message_id, epoch, expires_at, sealed_message)
          SELECT gen_random_uuid(), 1, gen_random_uuid(), 2, now() + make_interval(days => d), ''
          FROM generate_series(1, 30) AS d""");
      clock.ahead(Duration.ofDays(40));

      await(await(Postgres.open(vertx, TestPostgres.settings(uri))).close());

      assertThat(
              filled.column(
                  "SELECT seen = (SELECT min(expires_at) FROM mailbox) FROM trusted_time"))
          .containsExactly("t");
    }
  }

  private static void migrate(String uri, String version) {
    Flyway.configure(SchemaTest.class.getClassLoader())
        .loggers(SilentFlywayLog.class.getName())
        .dataSource(JdbcSource.of(ConnectionUri.options(uri), Optional.empty()))
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }
}
