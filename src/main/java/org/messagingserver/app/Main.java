package org.messagingserver.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Launcher;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.messagingserver.app.bench.Bench;
import org.messagingserver.app.smoke.Smoke;
import org.messagingserver.settings.SettingsException;

/**
 * The command line. Checks the configuration before anything starts, then hands over to {@code
 * vertx run}. Whatever keeps the server from starting is told in plain lines, with exit code 1.
 */
public final class Main extends Launcher {
  /** For closing the pool and the embedded Postgres, behind what the sockets may take. */
  private static final Duration REST = Duration.ofSeconds(20);

  private final JsonObject config;
  private final Duration stop;
  private final AtomicBoolean ending = new AtomicBoolean();

  /**
   * @param stop what finishing the sockets may take
   */
  private Main(JsonObject config, Duration stop) {
    this.config = config;
    this.stop = stop;
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
        System.exit(Bench.run(Arrays.copyOfRange(args, 1, args.length)));
      }
      default -> serve(words);
    }
  }

  private static void serve(List<String> words) {
    try {
      ServeArguments arguments = ServeArguments.parse(words);
      JsonObject config = arguments.conf().map(ConfigurationFile::read).orElseGet(JsonObject::new);
      Duration stop = Configuration.read(config).http().stop();
      new Main(config, stop).dispatch(new String[] {"run", arguments.verticle()});
    } catch (StartException | SettingsException e) {
      complain(e);
      System.exit(1);
    }
  }

  private static void complain(Throwable failure) {
    StartException.lines(failure).forEach(line -> System.err.println("messaging-server: " + line));
  }

  @Override
  public void beforeDeployingVerticle(DeploymentOptions options) {
    options.setConfig(config);
  }

  @Override
  public void afterStartingVertx(Vertx vertx) {
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
    StopDeadline.begin(stop.plus(REST));
  }
}
