package org.messagingserver.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Launcher;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.messagingserver.cluster.ClusterException;
import org.messagingserver.cluster.ClusterSettings;
import org.messagingserver.cluster.Node;

/**
 * The command line. Checks the configuration before anything starts, then hands over to {@code
 * vertx run}. It prints every cause of a failed start in plain lines, with exit code 1.
 */
public final class Main extends Launcher {
  /** For closing the pool and the embedded Postgres, behind what the sockets may take. */
  static final Duration CLOSE_TIME = Duration.ofSeconds(20);

  /** The exit code of a JVM that SIGTERM has ended. */
  private static final int SIGTERM_EXIT_CODE = 143;

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
    useNoLocale();
    try {
      Logs.configure();
    } catch (RuntimeException | LinkageError e) {
      complain(e);
      System.exit(1);
    }
    List<String> arguments = List.of(args);
    Optional<Command> command =
        arguments.isEmpty() ? Optional.empty() : ServerCommands.ALL.named(arguments.get(0));
    if (command.isPresent()) {
      System.exit(command.get().run(arguments.subList(1, arguments.size())));
    }
    serve(arguments);
  }

  /**
   * Postgres, Prometheus and scripts read our output and that of our libraries, and people look it
   * up on the web: digits are ASCII and words English in every locale.
   */
  private static void useNoLocale() {
    Locale.setDefault(Locale.ROOT);
  }

  private static void serve(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(ServerCommands.ALL.usage());
      return;
    }
    try {
      requireTemporaryDirectory();
      ServeArguments serveArguments = ServeArguments.parse(arguments);
      JsonObject config = GivenConfiguration.read(serveArguments.conf());
      new Main(config).run(serveArguments);
    } catch (RuntimeException | LinkageError e) {
      complain(e);
      System.exit(1);
    }
  }

  /** Native libraries are unpacked there, and without them nothing can be verified. */
  private static void requireTemporaryDirectory() {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new StartException(
          "java.io.tmpdir: nothing can be written to "
              + directory
              + "; name a directory by -Djava.io.tmpdir=DIR");
    }
  }

  private void run(ServeArguments serveArguments) {
    List<String> command = new ArrayList<>(List.of("run", serveArguments.verticle()));
    if (serveArguments.cluster()) {
      configuration.requireSharedStores();
      node = Node.configured(this::failed);
      configuration.cluster().tls().ifPresent(ClusterSettings.Tls::read);
      command.add("-cluster");
    }
    try {
      dispatch(command.toArray(String[]::new));
    } catch (RuntimeException unforeseen) {
      failed(unforeseen);
    }
  }

  /**
   * Vert.x itself would print a stack trace, or wait for minutes, and end with another exit code.
   */
  private void buildFailed(Throwable cause) {
    failed(
        node == null || cause instanceof ClusterException
            ? cause
            : StartException.busNotListening(configuration.cluster().busPort(), cause));
  }

  private static void complain(Throwable failure) {
    StartException.lines(failure).forEach(line -> System.err.println("messaging-server: " + line));
  }

  @Override
  public VertxBuilder createVertxBuilder(VertxOptions options) {
    options.setPreferNativeTransport(true);
    if (node != null) {
      Node.configure(options, configuration.cluster());
    }
    VertxBuilder builder = super.createVertxBuilder(options);
    return new WatchedBuilder(
        node == null ? builder : builder.withClusterManager(node), this::buildFailed);
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
    StartupFailureListener.register(vertx, this::failed);
    ShutdownTrigger.set(vertx, Main::end);
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

  /** As SIGTERM does; the shutdown hook waits for event loops, so this must not run on one. */
  private static void end() {
    new Thread(() -> System.exit(SIGTERM_EXIT_CODE), "end").start();
  }

  /** Called by the shutdown hook. */
  @Override
  public void beforeStoppingVertx(Vertx vertx) {
    ending.set(true);
    ShutdownDeadline.start(configuration.http().shutdownTimeout().plus(CLOSE_TIME));
  }
}
