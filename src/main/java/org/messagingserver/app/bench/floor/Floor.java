package org.messagingserver.app.bench.floor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;

/** The command {@code bench floor}, which the benchmark alone gives. */
public final class Floor {
  /** The word for a relay whose every write is a flush of its own. */
  public static final String RELAY = "relay";

  /** The word for a relay that flushes once for all writes of a turn. */
  public static final String COALESCING_RELAY = "coalescing-relay";

  /** The word for the first of two relays; behind it the port where it waits for the second. */
  public static final String FIRST_HALF = "first-half-relay";

  /** The word for the second of two relays; behind it the port where the first waits. */
  public static final String SECOND_HALF = "second-half-relay";

  private Floor() {}

  /** Runs until whoever started it has gone; gives the exit code of the process. */
  public static int run(List<String> words) throws IOException {
    Vertx vertx = BareServer.vertx();
    switch (words.get(0)) {
      case RELAY -> BareServer.start(vertx, false, new Relay());
      case COALESCING_RELAY -> BareServer.start(vertx, true, new Relay());
      case FIRST_HALF -> start(vertx, HalfRelay.first(vertx, port(words)));
      case SECOND_HALF -> start(vertx, HalfRelay.second(vertx, port(words)));
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

  private static int port(List<String> words) {
    return Integer.parseInt(words.get(1));
  }

  private static void start(Vertx vertx, Future<HalfRelay> relay) {
    relay
        .onSuccess(half -> BareServer.start(vertx, true, half))
        .onFailure(failure -> System.exit(1));
  }
}
