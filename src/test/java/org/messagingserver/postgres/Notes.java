package org.messagingserver.postgres;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import org.messagingserver.testkit.Awaits;

/** A table of the tests' own, by which they see what was kept. */
final class Notes {
  private static final String COUNT = "SELECT count(*) FROM note";

  private Notes() {}

  /** Makes the table, with one row in it. */
  static void make(Postgres postgres) {
    await(postgres.database().query("CREATE TABLE note (id int PRIMARY KEY)", Tuple.tuple()));
    await(postgres.database().query("INSERT INTO note VALUES (1)", Tuple.tuple()));
  }

  static long count(Postgres postgres) {
    return await(postgres.database().query(COUNT, Tuple.tuple())).iterator().next().getLong(0);
  }

  /** Asks again until the database answers. */
  static long countOnceBack(Postgres postgres) {
    long end = System.nanoTime() + Awaits.LONG.toNanos();
    while (!answers(postgres)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the database did not come back");
      }
    }
    return count(postgres);
  }

  /** Asks until another connection is in this statement, and there waits for an event of a type. */
  static void awaitActive(Postgres postgres, String sql, String waitEventType) {
    String query =
        "SELECT FROM pg_stat_activity WHERE state = 'active' AND query = $1 AND"
            + " wait_event_type = $2";
    long end = System.nanoTime() + Awaits.LONG.toNanos();
    while (await(postgres.database().query(query, Tuple.of(sql, waitEventType))).size() == 0) {
      if (System.nanoTime() > end) {
        throw new AssertionError("nobody waits in " + sql);
      }
    }
  }

  private static boolean answers(Postgres postgres) {
    return await(
        postgres.database().ping().map(true).recover(away -> Future.succeededFuture(false)));
  }
}
