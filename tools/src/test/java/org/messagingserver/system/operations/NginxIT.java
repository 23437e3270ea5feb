package org.messagingserver.system.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.TestCluster;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.UnixSignal;

/** The shipped {@code conf/nginx.conf} in a real nginx; left out where none is installed. */
@ExtendWith(VertxExtension.class)
class NginxIT {
  private static final int NODES = 3;

  @TempDir Path directory;

  private final ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void needsNginx() {
    assumeTrue(Nginx.isInstalled(), "no nginx here");
  }

  /** Each node of a rolling restart answers 503 for a moment, and is well before and afterwards. */
  @Test
  void sendsClientsToNodesThatWereStoppingAMomentAgo(Vertx vertx) throws Exception {
    Set<Integer> stopping = ConcurrentHashMap.newKeySet();
    List<Integer> ports = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      int number = node;
      ports.add(
          vertx
              .createHttpServer()
              .requestHandler(request -> answer(request, stopping.contains(number)))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get()
              .actualPort());
    }
    try (Nginx nginx = Nginx.before(directory, ports)) {
      for (int node = 0; node < NODES; node++) {
        stopping.add(node);
        connect(nginx, 10);
        stopping.remove(node);
      }
      connect(nginx, 30);
    }

    assertThat(statuses).hasSize(60).containsOnly(101);
  }

  private static void answer(HttpServerRequest request, boolean stopping) {
    if (stopping) {
      request.response().setStatusCode(503).end();
    } else {
      request.toWebSocket();
    }
  }

  @Test
  void answersNo502WhileEachNodeIsRestartedInItsTurn(Vertx vertx) throws Exception {
    TestCluster cluster = TestCluster.start(vertx, NODES, new JsonObject());
    List<Integer> ports =
        IntStream.rangeClosed(1, NODES)
            .mapToObj(node -> cluster.node(node).uri().getPort())
            .toList();
    AtomicBoolean over = new AtomicBoolean();
    try (Nginx nginx = Nginx.before(directory, ports)) {
      Thread load = new Thread(() -> connectUntil(nginx, over), "load");
      load.start();
      for (int node = 1; node <= NODES; node++) {
        cluster.process(node).signal(UnixSignal.TERM);
        assertThat(cluster.process(node).exitCode(LocalCluster.STOP_TIMEOUT)).hasValue(143);
        cluster.start(node);
      }
      over.set(true);
      load.join();
    }
    cluster.stop();

    assertThat(statuses).hasSizeGreaterThan(30).containsOnly(101);
  }

  private void connectUntil(Nginx nginx, AtomicBoolean over) {
    while (!over.get()) {
      connect(nginx, 3);
      Mail.pause(Duration.ofMillis(50));
    }
  }

  private void connect(Nginx nginx, int clients) {
    for (int client = 0; client < clients; client++) {
      try (BareSocket socket = BareSocket.upgrade(nginx.uri(), SocketFactory.getDefault())) {
        statuses.add(socket.status());
      }
    }
  }
}
