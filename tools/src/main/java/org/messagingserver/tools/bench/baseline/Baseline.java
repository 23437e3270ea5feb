package org.messagingserver.tools.bench.baseline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.messagingserver.cluster.ClusterSettings;
import org.messagingserver.cluster.Node;

/** The command {@code bench floor}, which the benchmark alone gives. */
public final class Baseline {
  /** The word for a relay that flushes every write. */
  public static final String RELAY = "relay";

  /** The word for a relay that flushes once for all writes of a turn. */
  public static final String COALESCING_RELAY = "coalescing-relay";

  /** The word for the first of two relays; behind it the port where it waits for the second. */
  public static final String FIRST_HALF = "first-half-relay";

  /** The word for the second of two relays; behind it the port where the first waits. */
  public static final String SECOND_HALF = "second-half-relay";

  /** The word for a server that checks one signature of each who comes. */
  public static final String LOGIN = "login";

  /** The word for a server that takes WebSockets and nothing from them. */
  public static final String IDLE = "idle";

  /** The word for the same on a clustered Vert.x. */
  public static final String CLUSTERED = "clustered";

  private Baseline() {}

  /** Runs until its parent process has ended; returns the exit code of the process. */
  public static int run(List<String> words) throws IOException {
    if (words.get(0).equals(CLUSTERED)) {
      clustered();
    } else if (!alone(BareServer.vertx(), words)) {
      System.err.println("bench floor: no such floor");
      return 2;
    }
    while (System.in.read() >= 0) {
      // Nothing is to be said; the end of it is what counts.
    }
    return 0;
  }

  /** Whether there is such a one. */
  private static boolean alone(Vertx vertx, List<String> words) {
    switch (words.get(0)) {
      case LOGIN -> BareServer.start(vertx, false, new Login());
      case IDLE -> BareServer.start(vertx, false, Baseline::leaveAlone);
      case RELAY -> BareServer.start(vertx, false, new Relay());
      case COALESCING_RELAY -> BareServer.start(vertx, true, new Relay());
      case FIRST_HALF -> start(vertx, HalfRelay.first(vertx, port(words)));
      case SECOND_HALF -> start(vertx, HalfRelay.second(vertx, port(words)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void leaveAlone(String path, ServerWebSocket socket) {
    // It lives until the client closes it.
  }

  private static void clustered() {
    VertxOptions options = BareServer.options();
    Node.configure(options, new ClusterSettings(0, Optional.empty()));
    Vertx.builder()
        .with(options)
        .withClusterManager(Node.configured(failure -> System.exit(1)))
        .buildClustered()
        .onSuccess(vertx -> BareServer.start(vertx, false, Baseline::leaveAlone))
        .onFailure(failure -> System.exit(1));
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
