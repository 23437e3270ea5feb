package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.messagingserver.tools.bench.load.Await;

/**
 * Takes the newest key of a device with its registration by one statement and discards them, with
 * as many concurrent statements as a server has connections.
 */
final class BareTakes implements Trial {
  private static final int CONNECTIONS = 8;
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SharedPostgres postgres;
  private final PreKeySnapshot stock;
  private final List<UUID> owners;
  private final AtomicLong begun = new AtomicLong();

  private BareTakes(SharedPostgres postgres, PreKeySnapshot stock) {
    this.postgres = postgres;
    this.stock = stock;
    this.owners = stock.owners();
  }

  /** As many takes as possible in a fixed time. */
  static Trial timed(SharedPostgres postgres, PreKeySnapshot stock) {
    return new BareTakes(postgres, stock);
  }

  /** A fixed number of takes, repeatedly. */
  static Trial sliced(SharedPostgres postgres, PreKeySnapshot stock) {
    BareTakes takes = new BareTakes(postgres, stock);
    Runnable slice = () -> takes.takeAll(number -> number < SlicedTrial.SLICE);
    return new SlicedTrial(
        slice, cost(postgres), WarmUp.ofThisProcess(), stock::restore, takes::close);
  }

  private static Cost cost(SharedPostgres postgres) {
    return Cost.ofThisProcess().and(Metric.POSTGRES_CPU, postgres::cpuMicros);
  }

  @Override
  public void warmUp() {
    WarmUp.ofThisProcess().run(this::round);
  }

  @Override
  public RoundMetrics round() {
    Cost cost = cost(postgres);
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    long count = takeAll(number -> System.nanoTime() - begin < LENGTH_NANOS);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<Metric, Double> values = cost.since(before, count);
    values.put(Metric.RATE, count / seconds);
    stock.restore();
    return new RoundMetrics(values);
  }

  /**
   * Takes keys as long as {@code more} accepts the number of the next take; returns their count.
   */
  private long takeAll(LongPredicate more) {
    begun.set(0);
    List<Future<Long>> lines = new ArrayList<>();
    for (int line = 0; line < CONNECTIONS; line++) {
      lines.add(takeSome(more, 0));
    }
    return Await.result(Future.all(lines).map(all -> all.<Long>list())).stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private Future<Long> takeSome(LongPredicate more, long done) {
    long number = begun.getAndIncrement();
    if (!more.test(number)) {
      return Future.succeededFuture(done);
    }
    return take(owners.get((int) (number % owners.size())))
        .compose(taken -> takeSome(more, done + 1));
  }

  private Future<?> take(UUID owner) {
    return postgres
        .database()
        .query(
            """
            UPDATE one_time_pre_key k SET sealed_key = NULL
            FROM (SELECT d.registration, o.fingerprint, o.sealed_key
                  FROM device d
                  JOIN one_time_pre_key o ON o.user_hash = d.user_hash
                                         AND o.device_id = d.device_id AND o.epoch = d.epoch
                  WHERE d.user_hash = $1 AND d.device_id = 1 AND o.sealed_key IS NOT NULL
                  ORDER BY o.key_id DESC
                  LIMIT 1
                  FOR UPDATE OF o SKIP LOCKED) newest
            WHERE k.user_hash = $1 AND k.device_id = 1 AND k.fingerprint = newest.fingerprint
            RETURNING newest.registration, newest.sealed_key""",
            Tuple.of(owner));
  }

  @Override
  public void close() {
    stock.drop();
  }
}
