package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.tools.bench.load.Await;

/** Reads all rows of a mailbox in pages, and deletes each page while it reads the next. */
final class BareDrain {
  /** The number of messages that the server sends to one socket before it awaits Acks. */
  private static final int PAGE = 256;

  private final SharedPostgres postgres;

  BareDrain(SharedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Blocks. */
  void run() {
    Row owner = postgres.run("SELECT user_hash FROM mailbox LIMIT 1").iterator().next();
    Await.result(drain(owner.getUUID(0), 0, Future.succeededFuture()));
  }

  private Future<Void> drain(UUID owner, long after, Future<Void> deleted) {
    return page(owner, after)
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return deleted;
              }
              List<Long> numbers = new ArrayList<>(rows.size());
              rows.forEach(row -> numbers.add(row.getLong("row_id")));
              Future<Void> both = Future.all(deleted, delete(owner, numbers)).mapEmpty();
              return drain(owner, numbers.get(numbers.size() - 1), both);
            });
  }

  private Future<RowSet<Row>> page(UUID owner, long after) {
    return postgres
        .database()
        .query(
            """
            SELECT row_id, message_id, sealed_message FROM mailbox
            WHERE user_hash = $1 AND device_id = 1 AND row_id > $2
            ORDER BY row_id
            LIMIT $3""",
            Tuple.of(owner, after, PAGE));
  }

  private Future<Void> delete(UUID owner, List<Long> numbers) {
    return postgres
        .database()
        .query(
            """
            DELETE FROM mailbox
            WHERE user_hash = $1 AND device_id = 1 AND row_id = ANY ($2)""",
            Tuple.of(owner, (Object) numbers.toArray(Long[]::new)))
        .mapEmpty();
  }
}
