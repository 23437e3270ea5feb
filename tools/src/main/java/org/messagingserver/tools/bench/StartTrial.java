package org.messagingserver.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Measures the time from the start of a process until it accepts clients. */
final class StartTrial implements Trial {
  private final Launcher launcher;

  StartTrial(Launcher launcher) {
    this.launcher = launcher;
  }

  /** Creates the database if absent, and loads the jar into the page cache. */
  @Override
  public void warmUp() {
    round();
  }

  @Override
  public RoundMetrics round() {
    long begin = System.nanoTime();
    try {
      ChildProcess started = launcher.launch();
      double seconds = (System.nanoTime() - begin) / 1e9;
      started.close();
      return new RoundMetrics(Map.of(Metric.START, seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // Each round closes its process.
  }
}
