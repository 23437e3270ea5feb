package org.messagingserver.postgres;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Reports how far the copy of one table is: at its end, and now and then where it takes long. */
final class CopyProgress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final String table;
  private final Consumer<String> listener;
  private long bytes;
  private long last = System.nanoTime();

  CopyProgress(String table, Consumer<String> listener) {
    this.table = table;
    this.listener = listener;
  }

  /** So many bytes more. */
  void moved(int more) {
    bytes += more;
    if (System.nanoTime() - last > BETWEEN_LINES.toNanos()) {
      last = System.nanoTime();
      listener.accept(String.format(Locale.ROOT, "%s: %d MB so far", table, bytes >> 20));
    }
  }

  /** That was all of it. */
  void done(long rows) {
    listener.accept(String.format(Locale.ROOT, "%s: %d rows", table, rows));
  }
}
