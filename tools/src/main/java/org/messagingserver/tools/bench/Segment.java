package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A prototype, which no server uses: messages in a table without an index, which are found by their
 * places in it. The places are in memory. An Ack adds a row to another such table, and when all
 * messages are acked, both are truncated.
 */
final class Segment implements AutoCloseable {
  private static final int OFFSET_BITS = 16;
  private static final long OFFSETS = (1L << OFFSET_BITS) - 1;

  private final SharedPostgres postgres;

  /** The places of each recipient's messages: block and offset, in the order of insertion. */
  private final Map<UUID, List<Long>> index = new ConcurrentHashMap<>();

  private Segment(SharedPostgres postgres) {
    this.postgres = postgres;
  }

  static Segment create(SharedPostgres postgres) {
    postgres.run("DROP TABLE IF EXISTS bench_segment, bench_segment_acked");
    postgres.run(
        """
        CREATE TABLE bench_segment (
          user_hash uuid NOT NULL, device_id bigint NOT NULL, message_id uuid NOT NULL,
          epoch bigint NOT NULL, expires_at timestamptz NOT NULL, sealed_message bytea NOT NULL)""");
    postgres.run("ALTER TABLE bench_segment ALTER COLUMN sealed_message SET STORAGE EXTERNAL");
    postgres.run("CREATE TABLE bench_segment_acked (places tid[] NOT NULL)");
    return new Segment(postgres);
  }

  /** Completes when the rows are committed and can be found. */
  Future<Void> append(UUID[] users, UUID[] messages, Buffer[] contents) {
    return postgres
        .database()
        .query(
            """
            INSERT INTO bench_segment
            SELECT user_hash, 1, message_id, 1, date_trunc('hour', now()) + interval '30 days',
                   sealed
            FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS i (user_hash, message_id, sealed)
            RETURNING user_hash, ctid::text""",
            Tuple.of((Object) users, (Object) messages, (Object) contents))
        .map(this::indexed);
  }

  private Void indexed(RowSet<Row> rows) {
    for (Row row : rows) {
      index.compute(row.getUUID(0), (user, places) -> with(places, place(row.getString(1))));
    }
    return null;
  }

  private static List<Long> with(List<Long> places, long place) {
    List<Long> all = places == null ? new ArrayList<>() : places;
    all.add(place);
    return all;
  }

  /** Reads the places of all rows, as a node would at its start, and returns their number. */
  int rebuild() {
    index.clear();
    RowSet<Row> rows = postgres.run("SELECT user_hash, ctid::text FROM bench_segment");
    indexed(rows);
    return rows.size();
  }

  /** The places of one recipient's messages. */
  List<Long> places(UUID user) {
    return List.copyOf(index.getOrDefault(user, List.of()));
  }

  Future<RowSet<Row>> read(List<Long> places) {
    return postgres
        .database()
        .query(
            "SELECT message_id, sealed_message FROM bench_segment WHERE ctid = ANY ($1::tid[])",
            Tuple.of(text(places)));
  }

  Future<Void> ack(List<Long> places) {
    return postgres
        .database()
        .query("INSERT INTO bench_segment_acked VALUES ($1::tid[])", Tuple.of(text(places)))
        .mapEmpty();
  }

  void truncate() {
    postgres.run("TRUNCATE bench_segment, bench_segment_acked");
    index.clear();
  }

  private static long place(String tid) {
    int comma = tid.indexOf(',');
    long block = Long.parseLong(tid.substring(1, comma));
    return block << OFFSET_BITS | Long.parseLong(tid.substring(comma + 1, tid.length() - 1));
  }

  /** As Postgres reads an array of them; the driver knows no such type. */
  private static String text(List<Long> places) {
    StringBuilder text = new StringBuilder("{");
    for (long place : places) {
      text.append(text.length() > 1 ? "," : "")
          .append("\"(")
          .append(place >> OFFSET_BITS)
          .append(',')
          .append(place & OFFSETS)
          .append(")\"");
    }
    return text.append('}').toString();
  }

  @Override
  public void close() {
    postgres.run("DROP TABLE bench_segment, bench_segment_acked");
  }
}
