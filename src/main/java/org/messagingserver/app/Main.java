package org.messagingserver.app;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Launcher;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.messagingserver.app.smoke.Smoke;
import org.messagingserver.settings.SettingsException;

/**
 * The command line. Checks the configuration before anything starts, then hands over to {@code
 * vertx run}. Whatever keeps the server from starting is told in plain lines, with exit code 1.
 */
public final class Main extends Launcher {
  private static final long EXIT_SECONDS = 3;

  private final JsonObject config;
  private final StopDeadline deadline;
  private volatile boolean stopping;

  private Main(JsonObject config, Duration stop) {
    this.config = config;
    this.deadline = new StopDeadline(stop);
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

  /** Called by the shutdown hook, or by the thread that found the start failed. */
  @Override
  public void beforeStoppingVertx(Vertx vertx) {
    stopping = true;
    deadline.begin();
  }

  /** Exits on a thread of its own: the shutdown hook waits for event loops, this may be one. */
  @Override
  public void handleDeployFailed(
      Vertx vertx, String mainVerticle, DeploymentOptions options, Throwable cause) {
    if (stopping) {
      return;
    }
    complain(cause);
    vertx
        .close()
        .timeout(EXIT_SECONDS, TimeUnit.SECONDS)
        .onComplete(closed -> new Thread(() -> System.exit(1), "exit").start());
  }
}
