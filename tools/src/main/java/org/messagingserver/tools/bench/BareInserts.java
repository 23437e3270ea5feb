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
 * Rows like those of the mailbox, inserted into a copy of it by a single {@code unnest}: in batches
 * as large, on as many connections at once, and to as many recipients as the server has. Runs in
 * this process, which does nothing else meanwhile.
 */
final class BareInserts implements Trial {
  private static final int BATCH = 128;
  private static final int BATCHES_OF_A_LOOP = 2;
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Store store;
  private final Cost cost;
  private final UUID[] recipients;
  private final Buffer sealed;
  private final AtomicLong count = new AtomicLong();

  private BareInserts(Store store, UUID[] recipients, int rowBytes) {
    this.store = store;
    this.cost = Cost.ofOurselves().and(Metric.POSTGRES_CPU, store::cpuMicros);
    this.recipients = recipients;
    byte[] noise = new byte[rowBytes];
    ThreadLocalRandom.current().nextBytes(noise);
    this.sealed = Buffer.buffer(noise);
  }

  /** Makes the table; a row's contents are of that length. */
  static BareInserts open(Store store, int recipients, int rowBytes) {
    store.run("CREATE TABLE bench_mailbox (LIKE mailbox INCLUDING ALL)");
    UUID[] users = Stream.generate(UUID::randomUUID).limit(recipients).toArray(UUID[]::new);
    return new BareInserts(store, users, rowBytes);
  }

  @Override
  public void warmUp() {
    WarmUp.ofOurselves().run(this::round);
  }

  @Override
  public Figures round() {
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    count.set(0);
    List<Future<Void>> lines = new ArrayList<>();
    int connections = BATCHES_OF_A_LOOP * Runtime.getRuntime().availableProcessors();
    for (int line = 0; line < connections; line++) {
      lines.add(insert(begin + LENGTH_NANOS, new IdSource()));
    }
    Await.until(Future.all(lines));
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<Metric, Double> values = new EnumMap<>(cost.since(before, count.get()));
    values.put(Metric.RATE, count.get() / seconds);
    store.run("TRUNCATE bench_mailbox");
    return new Figures(values);
  }

  /** As the server's: random to begin with, then in order. */
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
    return store
        .database()
        .query(
            """
            INSERT INTO bench_mailbox
              (user_hash, device_id, message_id, epoch, expires_at, sealed_message)
            SELECT user_hash, 1, message_id, 1, date_trunc('hour', now()) + interval '30 days',
                   sealed
            FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS i (user_hash, message_id, sealed)""",
            rows(ids))
        .compose(
            inserted -> {
              count.addAndGet(BATCH);
              return insert(end, ids);
            });
  }

  private Tuple rows(IdSource ids) {
    UUID[] users = new UUID[BATCH];
    UUID[] messages = new UUID[BATCH];
    Buffer[] contents = new Buffer[BATCH];
    int first = ThreadLocalRandom.current().nextInt(recipients.length);
    for (int row = 0; row < BATCH; row++) {
      users[row] = recipients[(first + row) % recipients.length];
      messages[row] = ids.next();
    }
    Arrays.fill(contents, sealed);
    return Tuple.of((Object) users, (Object) messages, (Object) contents);
  }

  @Override
  public void close() {
    store.run("DROP TABLE bench_mailbox");
  }
}
