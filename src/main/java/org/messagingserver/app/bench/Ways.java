package org.messagingserver.app.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A message handed over against the same message stored, in alternating rounds on two servers: CPU
 * of the server and of its Postgres, and the time from send to receipt.
 */
final class Ways {
  private static final int PAIRS = 20;
  private static final int PER_PAIR = 500;
  private static final int ROUNDS = 5;
  private static final long PATIENCE_SECONDS = 120;

  /** One server with its pairs. */
  private record Side(String name, BenchServer server, List<Pair> pairs, List<Round> rounds) {}

  private final Vertx vertx = Vertx.vertx();
  private final Path folder;
  private final List<Side> sides = new ArrayList<>();

  Ways() throws IOException {
    this.folder = Files.createTempDirectory("messaging-server-bench");
  }

  /** Runs all rounds for one window, the first of them to warm up, and tells the medians. */
  void run(int window) throws Exception {
    sides.add(side("handed over", 10_000));
    sides.add(side("stored", 0));
    for (int round = 0; round <= ROUNDS; round++) {
      for (Side side : sides) {
        Round measured = measure(side, window);
        if (round > 0) {
          side.rounds.add(measured);
        }
      }
      System.err.printf("window %d: round %d of %d%n", window, round, ROUNDS);
    }
    tell(window);
  }

  private Side side(String name, int handoffMillis) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name.replace(' ', '-')));
    JsonObject delivery =
        new JsonObject()
            .put("ackMillis", 0)
            .put("handoffMillis", handoffMillis)
            .put("storeMillis", 30_000);
    BenchServer server = BenchServer.start(own, delivery);
    List<Pair> pairs =
        Stream.generate(() -> new Pair(vertx, server.uri(), server.uri())).limit(PAIRS).toList();
    await(Future.all(pairs.stream().map(Pair::open).toList()));
    return new Side(name, server, pairs, new ArrayList<>());
  }

  private static Round measure(Side side, int window) throws Exception {
    Latencies latencies = new Latencies(PAIRS * PER_PAIR);
    long server = side.server.serverCpuMicros();
    long postgres = side.server.postgresCpuMicros();
    long begin = System.nanoTime();
    await(
        Future.all(
            side.pairs.stream().map(pair -> pair.send(PER_PAIR, window, latencies)).toList()));
    double seconds = (System.nanoTime() - begin) / 1e9;
    double count = PAIRS * PER_PAIR;
    return new Round(
        count / seconds,
        (side.server.serverCpuMicros() - server) / count,
        (side.server.postgresCpuMicros() - postgres) / count,
        latencies.millis(0.5),
        latencies.millis(0.99));
  }

  private void tell(int window) {
    System.out.printf(
        "%nwindow %d, %d pairs, 300 bytes, medians of %d rounds (min to max)%n",
        window, PAIRS, ROUNDS);
    System.out.printf(
        "%-12s %22s %20s %20s %20s %20s%n",
        "way", "messages/s", "server CPU us", "Postgres CPU us", "p50 ms", "p99 ms");
    for (Side side : sides) {
      System.out.printf(
          "%-12s %22s %20s %20s %20s %20s%n",
          side.name,
          spread(side, Round::perSecond, "%.0f"),
          spread(side, Round::serverMicros, "%.0f"),
          spread(side, Round::postgresMicros, "%.0f"),
          spread(side, Round::median, "%.1f"),
          spread(side, Round::p99, "%.1f"));
    }
    System.out.printf(
        "handed over to stored: server CPU %.2f, server and Postgres %.2f%n",
        ratio(Round::serverMicros), ratio(round -> round.serverMicros() + round.postgresMicros()));
  }

  private double ratio(ToDoubleFunction<Round> what) {
    return sorted(sides.get(0), what).get(ROUNDS / 2) / sorted(sides.get(1), what).get(ROUNDS / 2);
  }

  private static String spread(Side side, ToDoubleFunction<Round> what, String format) {
    List<Double> all = sorted(side, what);
    return String.format(
        format + " (" + format + "-" + format + ")",
        all.get(all.size() / 2),
        all.get(0),
        all.get(all.size() - 1));
  }

  private static List<Double> sorted(Side side, ToDoubleFunction<Round> what) {
    return side.rounds.stream().map(what::applyAsDouble).sorted().toList();
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Stops the servers, and removes what they left. */
  void end() throws Exception {
    for (Side side : sides) {
      await(Future.join(side.pairs.stream().map(Pair::close).toList()).otherwiseEmpty());
      side.server.stop();
    }
    await(vertx.close());
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(Ways::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
