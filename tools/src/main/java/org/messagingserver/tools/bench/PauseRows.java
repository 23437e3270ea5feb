package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.bench.load.Measurement;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.UserFactory;

/** The row of a server that stands still for half a second at the full rate. */
final class PauseRows {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MAX_ROUNDS = 5;

  static final List<Row> ROWS =
      List.of(
          new Row(
              "pause",
              "handed over, window 32, with a pause of the server of 500 ms",
              PauseRows::open,
              List.of(Target.atMost(1, Metric.RECOVERY)),
              MAX_ROUNDS));

  private PauseRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    ChildProcess server = environment.defaultTimeoutsServer();
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load =
        new Load(factory.pairs(LiveDeliveryRows.PAIRS, server.uri(), server.uri(), meter), meter);
    WarmUp warmUp = WarmUp.of(LiveDeliveryRows.LONG, server);
    StoredRows stored = new StoredRows(environment.postgres());
    return List.of(new Contender("server", new PauseTrial(server, load, meter, stored, warmUp)));
  }

  private record PauseTrial(
      ChildProcess server, Load load, Meter meter, StoredRows stored, WarmUp warmingUp)
      implements Trial {
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration AFTER = Duration.ofSeconds(8);
    private static final long SLICE_MILLIS = 100;

    /** So many slices are compared together. */
    private static final int SLICES = 5;

    private static final double AS_FAST = 0.9;

    @Override
    public void warmUp() {
      warmingUp.run(() -> load.saturate(LiveDeliveryRows.WINDOW, BEFORE));
    }

    @Override
    public RoundMetrics round() {
      double usual = load.saturate(LiveDeliveryRows.WINDOW, BEFORE).rate();
      int rows = stored.soFar();
      Duration length = BEFORE.plus(PAUSE).plus(AFTER);
      CompletableFuture<Measurement> all =
          CompletableFuture.supplyAsync(() -> load.saturate(LiveDeliveryRows.WINDOW, length));
      double recovery = pauseAndWatch(usual);
      Measurement whole = all.join();
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.put(Metric.RECOVERY, recovery);
      values.put(Metric.STORED, stored.percentSince(rows, whole.count()));
      values.put(Metric.RATE, usual);
      return new RoundMetrics(values);
    }

    private double pauseAndWatch(double usual) {
      try {
        Thread.sleep(BEFORE.toMillis());
        server.pause(PAUSE);
        return secondsUntil(AS_FAST * usual);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new LoadException("interrupted");
      }
    }

    /** Until the beginning of the first half second in which messages pass at this rate. */
    private double secondsUntil(double rate) throws InterruptedException {
      long end = System.nanoTime();
      int slices = (int) (AFTER.toMillis() / SLICE_MILLIS);
      long[] acked = new long[slices + 1];
      acked[0] = meter.ackedSoFar();
      for (int slice = 1; slice <= slices; slice++) {
        Thread.sleep(Math.max(0, slice * SLICE_MILLIS - (System.nanoTime() - end) / 1_000_000));
        acked[slice] = meter.ackedSoFar();
        int first = slice - SLICES;
        double passed = first < 0 ? 0 : acked[slice] - acked[first];
        if (passed * 1000 >= rate * SLICES * SLICE_MILLIS) {
          return first * SLICE_MILLIS / 1e3;
        }
      }
      return AFTER.toSeconds();
    }

    @Override
    public void close() {
      load.close();
    }
  }
}
