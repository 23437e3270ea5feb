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
 * Takes the newest key of a device with its registration by one statement, and does nothing with
 * them; as many statements at once as a server has connections.
 */
final class BareTakes implements Trial {
  private static final int CONNECTIONS = 8;
  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Store store;
  private final KeyStock stock;
  private final List<UUID> owners;
  private final AtomicLong begun = new AtomicLong();

  private BareTakes(Store store, KeyStock stock) {
    this.store = store;
    this.stock = stock;
    this.owners = stock.owners();
  }

  /** As many as go in a while. */
  static Trial timed(Store store, KeyStock stock) {
    return new BareTakes(store, stock);
  }

  /** So many again and again. */
  static Trial sliced(Store store, KeyStock stock) {
    BareTakes takes = new BareTakes(store, stock);
    Runnable slice = () -> takes.takeAll(number -> number < SlicedTrial.SLICE);
    return new SlicedTrial(slice, cost(store), WarmUp.ofOurselves(), stock::refill, takes::close);
  }

  private static Cost cost(Store store) {
    return Cost.ofOurselves().and(Metric.POSTGRES_CPU, store::cpuMicros);
  }

  @Override
  public void warmUp() {
    WarmUp.ofOurselves().run(this::round);
  }

  @Override
  public Figures round() {
    Cost cost = cost(store);
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    long count = takeAll(number -> System.nanoTime() - begin < LENGTH_NANOS);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<Metric, Double> values = cost.since(before, count);
    values.put(Metric.RATE, count / seconds);
    stock.refill();
    return new Figures(values);
  }

  /** While the number of the next take may be done; gives how many were. */
  private long takeAll(LongPredicate more) {
    begun.set(0);
    List<Future<Long>> lines = new ArrayList<>();
    for (int line = 0; line < CONNECTIONS; line++) {
      lines.add(takeSome(more, 0));
    }
    return Await.until(Future.all(lines).map(all -> all.<Long>list())).stream()
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
    return store
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
