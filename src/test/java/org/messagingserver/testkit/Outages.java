package org.messagingserver.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.messagingserver.client.vertx.Connection;

/** When a connection of the reference client was not there, from its first connect on. */
final class Outages {
  private record Outage(long from, long to) {
    long within(long start, long end) {
      return Math.max(0, Math.min(to, end) - Math.max(from, start));
    }
  }

  private final List<Outage> over = new CopyOnWriteArrayList<>();
  private volatile long since = Long.MAX_VALUE;

  private Outages() {}

  static Outages of(Connection connection) {
    Outages outages = new Outages();
    connection.onDisconnected(how -> outages.since = System.nanoTime());
    connection.onConnected(outages::ended);
    return outages;
  }

  private void ended() {
    if (since != Long.MAX_VALUE) {
      over.add(new Outage(since, System.nanoTime()));
      since = Long.MAX_VALUE;
    }
  }

  /** How often it was lost and came back. */
  int count() {
    return over.size();
  }

  /** How long it was away between two moments, in nanoseconds. */
  long within(long start, long end) {
    return over.stream().mapToLong(outage -> outage.within(start, end)).sum();
  }
}
