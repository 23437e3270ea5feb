package org.messagingserver.app.bench.floor;

import java.io.IOException;
import java.util.List;

/** The command {@code bench floor}, which the benchmark alone gives. */
public final class Floor {
  /** The word for a relay whose every write is a flush of its own. */
  public static final String RELAY = "relay";

  /** The word for a relay that flushes once for all writes of a turn. */
  public static final String COALESCING_RELAY = "coalescing-relay";

  private Floor() {}

  /** Runs until whoever started it has gone; gives the exit code of the process. */
  public static int run(List<String> words) throws IOException, InterruptedException {
    switch (String.join(" ", words)) {
      case RELAY -> Relay.start(false);
      case COALESCING_RELAY -> Relay.start(true);
      default -> {
        System.err.println("bench floor: no such floor");
        return 2;
      }
    }
    while (System.in.read() >= 0) {
      // Nothing is to be said; the end of it is what counts.
    }
    return 0;
  }
}
