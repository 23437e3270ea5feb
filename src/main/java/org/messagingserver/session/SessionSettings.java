package org.messagingserver.session;

import java.time.Duration;
import org.messagingserver.settings.Problem;
import org.messagingserver.settings.Section;
import org.messagingserver.settings.SettingsException;

/**
 * What one socket may ask of the server.
 *
 * @param greeting a connection that has asked nothing for this long is closed
 * @param maxPipelined requests of one socket that are not yet answered; at it the socket is not
 *     read
 * @param socketsPerAddress authenticated sockets of one Address on this node; the oldest makes room
 */
public record SessionSettings(Duration greeting, int maxPipelined, int socketsPerAddress) {
  public SessionSettings {
    SettingsException.check(
        Problem.unless(
            greeting.toSeconds() > 0 && greeting.toSeconds() <= 3600,
            "http.greetingSeconds",
            greeting.toSeconds(),
            "1 to 3600"),
        Problem.unless(maxPipelined > 0, "http.maxPipelined", maxPipelined, "1 or more"),
        Problem.unless(
            socketsPerAddress > 0 && socketsPerAddress <= 1000,
            "http.socketsPerAddress",
            socketsPerAddress,
            "1 to 1000"));
  }

  /** Reads this room's part of {@code http.*}. */
  public static SessionSettings read(Section root) {
    Section http = root.section("http");
    Duration greeting = http.seconds("greetingSeconds", 60);
    int maxPipelined = http.integer("maxPipelined", 1024);
    int socketsPerAddress = http.integer("socketsPerAddress", 8);
    return http.build(() -> new SessionSettings(greeting, maxPipelined, socketsPerAddress));
  }
}
