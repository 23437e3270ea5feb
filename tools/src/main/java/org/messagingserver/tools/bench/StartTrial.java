package org.messagingserver.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** How long a process takes from its start until it takes clients. */
final class StartTrial implements Trial {
  private final Launcher launcher;

  StartTrial(Launcher launcher) {
    this.launcher = launcher;
  }

  /** Creates the database if it is absent, and brings the jar into the page cache. */
  @Override
  public void warmUp() {
    round();
  }

  @Override
  public Figures round() {
    long begin = System.nanoTime();
    try {
      Child started = launcher.launch();
      double seconds = (System.nanoTime() - begin) / 1e9;
      started.close();
      return new Figures(Map.of(Metric.START, seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    // Each round has closed what it made.
  }
}
