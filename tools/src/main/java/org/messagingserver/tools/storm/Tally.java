package org.messagingserver.tools.storm;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Counts who is logged in, and since the storm began, how long each login took from then on and why
 * attempts failed. Thread-safe.
 */
final class Tally {
  private static final int DIGITS = 3;
  private static final long MAX_NANOS = TimeUnit.HOURS.toNanos(3);

  private final Histogram back = new Histogram(MAX_NANOS, DIGITS);
  private Map<String, Integer> failures = new TreeMap<>();
  private int online;
  private int lost;
  private long began;

  synchronized void online() {
    online++;
    if (began != 0) {
      back.recordValue(Math.min(MAX_NANOS, System.nanoTime() - began));
    }
  }

  /** A socket is gone. The first one begins the storm. */
  synchronized void lost() {
    begin();
    online--;
    lost++;
  }

  synchronized void failed(String why) {
    failures.merge(why, 1, Integer::sum);
  }

  /** Forgets the failures of the preparation. */
  synchronized void calm() {
    failures = new TreeMap<>();
  }

  private void begin() {
    if (began == 0) {
      began = System.nanoTime();
    }
  }

  synchronized int onlineNow() {
    return online;
  }

  /** Sockets lost so far. */
  synchronized int lostSoFar() {
    return lost;
  }

  synchronized int failuresSoFar() {
    return failures.values().stream().mapToInt(count -> count).sum();
  }

  /** The storm so far. */
  synchronized StormResult result(int users) {
    return new StormResult(
        users, online, seconds(50), seconds(99), seconds(100), new TreeMap<>(failures));
  }

  private double seconds(double percent) {
    return back.getTotalCount() == 0 ? 0 : back.getValueAtPercentile(percent) / 1e9;
  }
}
