package org.messagingserver.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sets up java.util.logging, to which Vert.x, Flyway and this project log. */
public final class Logs {
  private Logs() {}

  /** Held here: java.util.logging forgets the level of a logger that nobody holds. */
  private static final List<Logger> CHANGED = new ArrayList<>();

  /**
   * Uses logging.properties of the jar, unless the operator names another. To be called before
   * anything logs.
   */
  public static void configure() {
    System.setProperty("java.util.logging.manager", NonResettingLogManager.class.getName());
    // A library's logging facade would complain on standard error that nobody listens.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    Thread.setDefaultUncaughtExceptionHandler((thread, lost) -> lostThread(lost));
    if (System.getProperty("java.util.logging.config.file") == null
        && System.getProperty("java.util.logging.config.class") == null) {
      try (InputStream properties = Logs.class.getResourceAsStream("/logging.properties")) {
        if (properties == null) {
          throw new StartException(
              "Java finds nothing in the jar, as where a directory of its path ends with '!'; move it");
        }
        LogManager.getLogManager().readConfiguration(properties);
      } catch (IOException e) {
        throw new StartException("logging.properties of the jar cannot be read");
      }
    }
  }

  /**
   * The JDK would print the message, which may hold what a client sent. That work was rejected is
   * no failure: a worker of Vert.x has come too late, with a result for an event loop that has
   * stopped.
   */
  private static void lostThread(Throwable lost) {
    System.Logger.Level level =
        lost instanceof RejectedExecutionException
            ? System.Logger.Level.DEBUG
            : System.Logger.Level.WARNING;
    System.getLogger("org.messagingserver.app")
        .log(level, "a thread ended by {0}", lost.getClass().getName());
  }

  /** Keeps a logger quiet, for a command that says itself what matters. */
  static void silence(String name) {
    setLevel(name, Level.OFF);
  }

  /**
   * Logs as configured from now on, except for handlers with a format that the operator configured.
   */
  static void apply(LogSettings settings) {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      if (handler.getFormatter() instanceof LogFormatter) {
        handler.setFormatter(settings.format().formatter());
      }
    }
    settings.levels().forEach(Logs::setLevel);
  }

  private static void setLevel(String name, Level level) {
    Logger logger = Logger.getLogger(name);
    logger.setLevel(level);
    CHANGED.add(logger);
  }
}
