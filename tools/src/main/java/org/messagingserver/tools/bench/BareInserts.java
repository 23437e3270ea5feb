package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.load.Await;

/**
 * Inserts rows like those of the mailbox into a copy of it by a single {@code unnest}, with the
 * server's batch size, connections and number of recipients. Runs in this process, which does
 * nothing else meanwhile.
 */
final class BareInserts implements Trial {
  static final int BATCH = 128;
  private static final String TABLE = "bench_mailbox";
  private static final int BATCHES_OF_A_LOOP = 2;
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Cost cost;
  private final Insert insert;
  private final Runnable truncate;
  private final Runnable drop;
  private final int batch;
  private final UUID[] recipients;
  private final Buffer sealed;
  private final AtomicLong count = new AtomicLong();

  /** Inserts rows of these recipients with these ids and contents, in one statement. */
  interface Insert {
    Future<?> rows(UUID[] users, UUID[] messages, Buffer[] contents);
  }

  private BareInserts(
      SharedPostgres postgres,
      Insert insert,
      Runnable truncate,
      Runnable drop,
      int batch,
      UUID[] recipients,
      int rowBytes) {
    this.cost = Cost.ofThisProcess().andPostgres(postgres);
    this.insert = insert;
    this.truncate = truncate;
    this.drop = drop;
    this.batch = batch;
    this.recipients = recipients;
    byte[] noise = new byte[rowBytes];
    ThreadLocalRandom.current().nextBytes(noise);
    this.sealed = Buffer.buffer(noise);
  }

  /** Creates the table; {@code rowBytes} is the length of a row's contents. */
  static BareInserts open(SharedPostgres postgres, int recipients, int rowBytes) {
    return open(postgres, TABLE, BATCH, recipients, rowBytes);
  }

  /** The same into this table, with so many rows in a statement. */
  static BareInserts open(
      SharedPostgres postgres, String table, int batch, int recipients, int rowBytes) {
    return intoCopyOfMailbox(
        postgres, table, new Unnest(postgres, table), () -> {}, batch, recipients, rowBytes);
  }

  /** The same by {@code COPY}. */
  static BareInserts byCopy(
      SharedPostgres postgres, BinaryCopy copy, int batch, int recipients, int rowBytes) {
    return intoCopyOfMailbox(
        postgres, copy.table(), copy, copy::close, batch, recipients, rowBytes);
  }

  private static BareInserts intoCopyOfMailbox(
      SharedPostgres postgres,
      String table,
      Insert insert,
      Runnable disconnect,
      int batch,
      int recipients,
      int rowBytes) {
    postgres.run("CREATE TABLE " + table + " (LIKE mailbox INCLUDING ALL)");
    return new BareInserts(
        postgres,
        insert,
        () -> postgres.run("TRUNCATE " + table),
        () -> {
          disconnect.run();
          postgres.run("DROP TABLE " + table);
        },
        batch,
        users(recipients),
        rowBytes);
  }

  /** The same for a prototype. */
  static BareInserts intoSegment(
      SharedPostgres postgres, Segment segment, int recipients, int rowBytes) {
    return new BareInserts(
        postgres,
        segment::append,
        segment::truncate,
        segment::close,
        BATCH,
        users(recipients),
        rowBytes);
  }

  /** Statements that run at the same time, as many as one node's. */
  static int concurrency() {
    return BATCHES_OF_A_LOOP * Runtime.getRuntime().availableProcessors();
  }

  private static UUID[] users(int count) {
    return Stream.generate(UUID::randomUUID).limit(count).toArray(UUID[]::new);
  }

  @Override
  public void warmUp() {
    WarmUp.ofThisProcess().run(this::round);
  }

  @Override
  public RoundMetrics round() {
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    count.set(0);
    List<Future<Void>> lines = new ArrayList<>();
    for (int line = 0; line < concurrency(); line++) {
      lines.add(insert(begin + LENGTH_NANOS, new IdSource()));
    }
    Await.result(Future.all(lines));
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<Metric, Double> values = new EnumMap<>(cost.since(before, count.get()));
    values.put(Metric.RATE, count.get() / seconds);
    truncate.run();
    return new RoundMetrics(values);
  }

  /** Ids like the server's: a random prefix and a counter. */
  private static final class IdSource {
    private final long prefix = ThreadLocalRandom.current().nextLong();
    private long next;

    UUID next() {
      return new UUID(prefix, next++);
    }
  }

  private Future<Void> insert(long end, IdSource ids) {
    if (System.nanoTime() > end) {
      return Future.succeededFuture();
    }
    return insertRows(ids)
        .compose(
            inserted -> {
              count.addAndGet(batch);
              return insert(end, ids);
            });
  }

  private record Unnest(SharedPostgres postgres, String table) implements Insert {
    @Override
    public Future<?> rows(UUID[] users, UUID[] messages, Buffer[] contents) {
      return postgres
          .database()
          .query(
              """
              INSERT INTO $table
                (user_hash, device_id, message_id, epoch, expires_at, sealed_message)
              SELECT user_hash, 1, message_id, 1, date_trunc('hour', now()) + interval '30 days',
                     sealed
              FROM unnest($1::uuid[], $2::uuid[], $3::bytea[])
                AS i (user_hash, message_id, sealed)"""
                  .replace("$table", table),
              Tuple.of((Object) users, (Object) messages, (Object) contents));
    }
  }

  private Future<?> insertRows(IdSource ids) {
    UUID[] users = new UUID[batch];
    UUID[] messages = new UUID[batch];
    Buffer[] contents = new Buffer[batch];
    int first = ThreadLocalRandom.current().nextInt(recipients.length);
    for (int row = 0; row < batch; row++) {
      users[row] = recipients[(first + row) % recipients.length];
      messages[row] = ids.next();
    }
    Arrays.fill(contents, sealed);
    return insert.rows(users, messages, contents);
  }

  @Override
  public void close() {
    drop.run();
  }
}
