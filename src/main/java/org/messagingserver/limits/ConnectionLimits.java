package org.messagingserver.limits;

import org.messagingserver.settings.Problem;
import org.messagingserver.settings.Section;
import org.messagingserver.settings.SettingsException;

/** The limits of one connection. */
public record ConnectionLimits(int requestsPerSecond, int bytesPerSecond) {
  /** Requests over a limit that are answered; one more, and the connection is closed. */
  public static final int REFUSALS_PER_MINUTE = 2000;

  private static final String PATH = "limits.connection.";

  public ConnectionLimits {
    SettingsException.check(
        Problem.unless(
            requestsPerSecond > 0, PATH + "requestsPerSecond", requestsPerSecond, "1 or more"),
        Problem.unless(bytesPerSecond > 0, PATH + "bytesPerSecond", bytesPerSecond, "1 or more"));
  }

  static ConnectionLimits read(Section limits) {
    Section connection = limits.section("connection");
    int requests = connection.integer("requestsPerSecond", 200);
    int bytes = connection.integer("bytesPerSecond", 1_048_576);
    return connection.build(() -> new ConnectionLimits(requests, bytes));
  }
}
