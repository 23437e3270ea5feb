package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.testkit.HeldTransaction;
import org.messagingserver.testkit.TestDatabase;

@ExtendWith(VertxExtension.class)
class OldestSnapshotGaugeTest {
  private static final Duration SAFE = Duration.ofSeconds(30);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void growsWhileASnapshotIsHeld(Vertx vertx) {
    String uri = TestPostgres.newDatabaseUri();
    Postgres postgres = await(Postgres.open(vertx, TestPostgres.settings(uri)));
    var gauge = new OldestSnapshotGauge(vertx, postgres.database(), registry, 5);
    try (TestDatabase database = new TestDatabase(uri)) {
      try (HeldTransaction dump = new HeldTransaction(uri)) {
        dump.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        dump.execute("SELECT FROM pg_class");
        until(() -> seconds() > 0.1, database);
      }
      until(() -> seconds() < 0.1, database);
    }
    gauge.stop();
    await(postgres.close());
  }

  @Test
  void isUnknownToAUserThatMayNotSeeOtherSessions(Vertx vertx) {
    TestPostgres.execute("CREATE ROLE shortsighted LOGIN PASSWORD 'secret'");
    String superuser = TestPostgres.newDatabaseUri();
    String name = superuser.replaceFirst(".*/", "");
    TestPostgres.execute("ALTER DATABASE " + name + " OWNER TO shortsighted");
    String uri = superuser.replaceFirst("//[^@]+@", "//shortsighted:secret@");
    Postgres postgres = await(Postgres.open(vertx, TestPostgres.settings(uri)));
    var gauge = new OldestSnapshotGauge(vertx, postgres.database(), registry, 5);
    try (TestDatabase database = new TestDatabase(uri)) {
      TestPostgres.execute("GRANT pg_read_all_stats TO shortsighted");
      until(() -> seconds() >= 0, database);
      TestPostgres.execute("REVOKE pg_read_all_stats FROM shortsighted");
      until(() -> Double.isNaN(seconds()), database);
    }
    gauge.stop();
    await(postgres.close());
  }

  private double seconds() {
    return registry.get("messaging.postgres.oldest.snapshot").gauge().value();
  }

  /** Ids are given meanwhile. */
  private static void until(BooleanSupplier reached, TestDatabase database) {
    long end = System.nanoTime() + SAFE.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      database.column("SELECT pg_current_xact_id()");
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
