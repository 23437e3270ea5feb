package org.messagingserver.ratelimit;

import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/** The limits of one connection. */
public record ConnectionLimits(int requestsPerSecond, int bytesPerSecond) {
  /** Requests over a limit that are answered; one more, and the connection is closed. */
  public static final int REFUSALS_PER_MINUTE = 2000;

  private static final String PATH = "limits.connection.";

  public ConnectionLimits {
    ConfigException.check(
        ConfigError.unless(
            requestsPerSecond > 0, PATH + "requestsPerSecond", requestsPerSecond, "1 or more"),
        ConfigError.unless(
            bytesPerSecond > 0, PATH + "bytesPerSecond", bytesPerSecond, "1 or more"));
  }

  static ConnectionLimits read(ConfigSection limits) {
    ConfigSection connection = limits.section("connection");
    int requests = connection.integer("requestsPerSecond", 200);
    int bytes = connection.integer("bytesPerSecond", 1_048_576);
    return connection.build(() -> new ConnectionLimits(requests, bytes));
  }
}
