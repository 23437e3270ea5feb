package org.messagingserver.app;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.messagingserver.admin.AdminServer;
import org.messagingserver.admin.AdminServer.Probe;
import org.messagingserver.admin.AdminToken;
import org.messagingserver.cluster.Membership;
import org.messagingserver.console.Console;
import org.messagingserver.console.LocalNode;
import org.messagingserver.console.NodeState;
import org.messagingserver.postgres.Database;
import org.messagingserver.socket.SocketVerticle;

/** The endpoints of this node for operators: its health, its metrics, and its console. */
final class ManagementEndpoints implements LocalNode {
  private static final long PROBE_MILLIS = 500;

  private final Vertx vertx;
  private final Configuration configuration;
  private final Meters meters;
  private final Database database;
  private final MemoryWatch memory;
  private final Optional<Membership> membership;
  private final List<SocketVerticle> sockets;
  private Console console;
  private AdminServer admin;
  private volatile boolean started;

  /**
   * @param sockets those that serve; empty until they are started
   */
  ManagementEndpoints(
      Vertx vertx,
      Configuration configuration,
      Meters meters,
      Database database,
      MemoryWatch memory,
      Optional<Membership> membership,
      List<SocketVerticle> sockets) {
    this.vertx = vertx;
    this.configuration = configuration;
    this.meters = meters;
    this.database = database;
    this.memory = memory;
    this.membership = membership;
    this.sockets = sockets;
  }

  /** Listens, while the rest of the server is still to be started. */
  Future<Void> open() {
    return vertx
        .executeBlocking(() -> AdminToken.find(configuration.admin(), System.getenv()), false)
        .compose(
            token -> {
              joinConsole(token);
              return listen();
            });
  }

  /** Does not wait until other nodes find it: that is no reason to start late, or not at all. */
  private void joinConsole(Optional<AdminToken> token) {
    console = new Console(vertx, meters.registry(), this, token);
    console.register();
    Context eventLoop = vertx.getOrCreateContext();
    membership.ifPresent(
        node -> node.onChange(() -> eventLoop.runOnContext(tick -> console.register())));
  }

  private Future<Void> listen() {
    var settings = configuration.admin();
    Map<String, Probe> live = Map.of("eventLoops", this::eventLoopsResponding);
    return AdminServer.start(vertx, settings, live, ready(), meters::text, console::mount)
        .recover(
            failure ->
                Future.failedFuture(
                    StartException.listening("admin", settings.host(), settings.port(), failure)))
        .onSuccess(listening -> admin = listening)
        .mapEmpty();
  }

  /** All of the server is started; should it cease to serve, then because it stops. */
  void started() {
    started = true;
  }

  /** Listens no more. */
  Future<Void> close() {
    return console.unregister().eventually(admin::close);
  }

  /** Where health is asked. */
  String healthUrl() {
    return url("/health/ready");
  }

  /** Where operators look. */
  String consoleUrl() {
    return url(Console.PATH);
  }

  private String url(String path) {
    return "http://" + Authorities.of(configuration.admin().host(), admin.port()) + path;
  }

  private Map<String, Probe> ready() {
    Map<String, Probe> ready = new HashMap<>();
    ready.put("postgres", database::ping);
    ready.put("sockets", this::serving);
    ready.put("memory", memory::health);
    membership.ifPresent(node -> ready.put("cluster", () -> inCluster(node)));
    return ready;
  }

  private static Future<Void> inCluster(Membership node) {
    return node.isInMatchingCluster()
        ? Future.succeededFuture()
        : Future.failedFuture(new StartException("this node is out of its cluster"));
  }

  private Future<Void> serving() {
    return isServing()
        ? Future.succeededFuture()
        : Future.failedFuture(new StartException("the server is starting or stopping"));
  }

  private boolean isServing() {
    return !sockets.isEmpty() && sockets.stream().allMatch(SocketVerticle::isServing);
  }

  /** Every event loop that serves sockets still runs new tasks. */
  private Future<Void> eventLoopsResponding() {
    return Future.all(sockets.stream().map(SocketVerticle::awaitTick).toList()).mapEmpty();
  }

  @Override
  public String name() {
    var http = configuration.http();
    int port = isServing() ? sockets.get(0).port() : http.port();
    return membership.map(Membership::host).orElse(http.host()) + ":" + port;
  }

  @Override
  public String version() {
    return VersionCommand.version();
  }

  @Override
  public Future<NodeState> state() {
    if (!isServing()) {
      return Future.succeededFuture(started ? NodeState.STOPPING : NodeState.STARTING);
    }
    List<Future<Void>> probes =
        ready().values().stream()
            .map(probe -> probe.check().timeout(PROBE_MILLIS, TimeUnit.MILLISECONDS))
            .toList();
    return Future.all(probes).map(NodeState.READY).otherwise(NodeState.NOT_READY);
  }

  @Override
  public void drain() {
    ShutdownTrigger.fire(vertx);
  }
}
