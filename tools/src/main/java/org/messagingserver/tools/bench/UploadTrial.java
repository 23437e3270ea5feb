package org.messagingserver.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;

/** Pairs send messages at a fixed rate, while other clients put attachments or without them. */
final class UploadTrial implements Trial {
  private static final Duration LENGTH = Duration.ofSeconds(4);
  private static final double MEBIBYTE = 1 << 20;

  /**
   * The load of the pairs.
   *
   * @param rate messages per second
   * @param kept the folder whose attachments are deleted after each round
   */
  record Workload(Load load, double rate, Cost cost, Path kept) {}

  private final Workload workload;
  private final WarmUp warmUp;
  private final Optional<Uploaders> uploaders;
  private final int bytes;

  /**
   * @param bytes of each attachment
   */
  UploadTrial(Workload workload, WarmUp warmUp, Optional<Uploaders> uploaders, int bytes) {
    this.workload = workload;
    this.warmUp = warmUp;
    this.uploaders = uploaders;
    this.bytes = bytes;
  }

  @Override
  public void warmUp() {
    warmUp.run(this::round);
  }

  @Override
  public RoundMetrics round() {
    try {
      return new RoundMetrics(uploaders.map(this::measureBeside).orElseGet(this::measure));
    } finally {
      deleteAttachments();
    }
  }

  private Map<Metric, Double> measureBeside(Uploaders others) {
    long begin = System.nanoTime();
    others.begin();
    Map<Metric, Double> values = measure();
    int puts = others.end();
    double seconds = (System.nanoTime() - begin) / 1e9;
    values.put(Metric.UPLOADED, puts * (bytes / MEBIBYTE) / seconds);
    return values;
  }

  private Map<Metric, Double> measure() {
    Map<Metric, Long> before = workload.cost.soFar();
    Measurement measurement = workload.load.offer(workload.rate, 1, LENGTH);
    double serverMicros = workload.cost.since(before, 1).get(Metric.SERVER_CPU);
    return new EnumMap<>(
        Map.of(
            Metric.FIXED_P50, measurement.millis(50),
            Metric.FIXED_P99, measurement.millis(99),
            Metric.FIXED_P999, measurement.millis(99.9),
            Metric.HALF_TIMER_P99, measurement.timerMillis(99),
            Metric.SERVER_SHARE, 100 * serverMicros / (LENGTH.toNanos() / 1e3)));
  }

  private void deleteAttachments() {
    try (Stream<Path> all = Files.walk(workload.kept)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    uploaders.ifPresent(Uploaders::close);
    // The trials of the row share the pairs; closing them twice has no effect.
    workload.load.close();
  }
}
