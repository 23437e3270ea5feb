package org.messagingserver.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Launcher;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.messagingserver.app.bench.Bench;
import org.messagingserver.app.nodes.ClusterCommand;
import org.messagingserver.app.smoke.Smoke;
import org.messagingserver.app.torture.Torture;
import org.messagingserver.cluster.ClusterException;
import org.messagingserver.cluster.Node;
import org.messagingserver.settings.SettingsException;

/**
 * The command line. Checks the configuration before anything starts, then hands over to {@code
 * vertx run}. Whatever keeps the server from starting is told in plain lines, with exit code 1.
 */
public final class Main extends Launcher {
  /** For closing the pool and the embedded Postgres, behind what the sockets may take. */
  private static final Duration REST = Duration.ofSeconds(20);

  private final JsonObject config;
  private final Configuration configuration;
  private final AtomicBoolean ending = new AtomicBoolean();
  private Node node;

  private Main(JsonObject config) {
    this.config = config;
    this.configuration = Configuration.read(config);
    Logs.apply(configuration.log());
  }

  /** Runs the command that the arguments name; {@code help} lists them. */
  public static void main(String[] args) {
    Logs.configure();
    List<String> words = Arrays.asList(args);
    String command = words.isEmpty() ? "" : words.get(0);
    switch (command) {
      case "help", "-h", "-help", "--help" -> System.out.println(Usage.TEXT);
      case "version", "-v", "--version" -> System.out.println(Usage.version());
      case "smoke" -> {
        Logs.silence("org.messagingserver.client");
        System.exit(Smoke.run(Arrays.copyOfRange(args, 1, args.length)));
      }
      case "bench" -> {
        Logs.silence("org.messagingserver.client");
        Logs.silence("org.messagingserver.postgres");
        System.exit(Bench.run(Arrays.copyOfRange(args, 1, args.length)));
      }
      case "cluster" -> System.exit(ClusterCommand.run(Arrays.copyOfRange(args, 1, args.length)));
      case "keys" ->
          System.exit(KeysCommand.run(System.out, System.err, words.subList(1, words.size())));
      case "torture" -> {
        // They tell of what is done here on purpose.
        Logs.silence("org.messagingserver.client");
        Logs.silence("org.messagingserver.postgres");
        Logs.silence("io.vertx.core.http");
        System.exit(Torture.run(Arrays.copyOfRange(args, 1, args.length)));
      }
      default -> serve(words);
    }
  }

  private static void serve(List<String> words) {
    try {
      ServeArguments arguments = ServeArguments.parse(words);
      JsonObject config = arguments.conf().map(ConfigurationFile::read).orElseGet(JsonObject::new);
      new Main(config).run(arguments);
    } catch (StartException | SettingsException | ClusterException e) {
      complain(e);
      System.exit(1);
    }
  }

  private void run(ServeArguments arguments) {
    List<String> command = new ArrayList<>(List.of("run", arguments.verticle()));
    if (arguments.cluster()) {
      if (configuration.postgres().uri().isEmpty()) {
        throw new StartException("-cluster: set postgres.uri, the database that all nodes share");
      }
      node = Node.configured(this::failed);
      command.add("-cluster");
    }
    dispatch(command.toArray(String[]::new));
  }

  private static void complain(Throwable failure) {
    StartException.lines(failure).forEach(line -> System.err.println("messaging-server: " + line));
  }

  @Override
  public VertxBuilder createVertxBuilder(VertxOptions options) {
    options.setPreferNativeTransport(true);
    if (node == null) {
      return super.createVertxBuilder(options);
    }
    Node.fit(options, configuration.cluster());
    return super.createVertxBuilder(options).withClusterManager(node);
  }

  @Override
  public void beforeDeployingVerticle(DeploymentOptions options) {
    options.setConfig(config);
  }

  @Override
  public void afterStartingVertx(Vertx vertx) {
    if (!vertx.isNativeTransportEnabled()) {
      System.getLogger("org.messagingserver.app")
          .log(System.Logger.Level.INFO, "no epoll here; sockets are served by NIO");
    }
    StartFailure.tell(vertx, this::failed);
  }

  @Override
  public void handleDeployFailed(
      Vertx vertx, String mainVerticle, DeploymentOptions options, Throwable cause) {
    failed(cause);
  }

  /**
   * Ends the process at once: all that is ours is closed, and closing Vert.x as well would wait for
   * the connections of a database that hangs.
   */
  private void failed(Throwable cause) {
    if (ending.compareAndSet(false, true)) {
      complain(cause);
      Runtime.getRuntime().halt(1);
    }
  }

  /** Called by the shutdown hook. */
  @Override
  public void beforeStoppingVertx(Vertx vertx) {
    ending.set(true);
    StopDeadline.begin(configuration.http().stop().plus(REST));
  }
}
