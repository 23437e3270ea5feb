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

/** The command {@code bench baseline}, used only by the benchmark itself. */
public final class Baseline {
  /** A relay that flushes every write. */
  public static final String RELAY = "relay";

  /** A relay that flushes once for all writes of a tick. */
  public static final String COALESCING_RELAY = "coalescing-relay";

  /** The first of two relays; its argument is the port where it waits for the second. */
  public static final String FIRST_HALF = "first-half-relay";

  /** The second of two relays; its argument is the port where the first waits. */
  public static final String SECOND_HALF = "second-half-relay";

  /** A server that checks one signature per connection. */
  public static final String LOGIN = "login";

  /** A server that accepts WebSockets and ignores their messages. */
  public static final String IDLE = "idle";

  /** The same on a clustered Vert.x. */
  public static final String CLUSTERED = "clustered";

  private Baseline() {}

  /** Runs until its parent process has ended; returns the exit code of the process. */
  public static int run(List<String> words) throws IOException {
    if (words.get(0).equals(CLUSTERED)) {
      clustered();
    } else if (!start(BareServer.vertx(), words)) {
      System.err.println("bench baseline: unknown baseline");
      return 2;
    }
    while (System.in.read() >= 0) {
      // Wait until the parent closes the pipe.
    }
    return 0;
  }

  /** Starts a baseline; returns whether it exists. */
  private static boolean start(Vertx vertx, List<String> words) {
    switch (words.get(0)) {
      case LOGIN -> BareServer.start(vertx, false, new LoginBaseline());
      case IDLE -> BareServer.start(vertx, false, Baseline::ignore);
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

  private static void ignore(String path, ServerWebSocket socket) {
    // The socket stays open until the client closes it.
  }

  private static void clustered() {
    VertxOptions options = BareServer.options();
    Node.configure(options, new ClusterSettings(0, Optional.empty()));
    Vertx.builder()
        .with(options)
        .withClusterManager(Node.configured(failure -> System.exit(1)))
        .buildClustered()
        .onSuccess(vertx -> BareServer.start(vertx, false, Baseline::ignore))
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
