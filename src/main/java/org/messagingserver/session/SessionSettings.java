package org.messagingserver.session;

import java.time.Duration;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * The settings of one socket's requests.
 *
 * @param firstRequestTimeout a connection that has asked nothing for this long is closed
 * @param maxPipelined requests of one socket that are not yet answered; at it the socket is not
 *     read
 * @param socketsPerAddress authenticated sockets of one Address on this node; the oldest makes room
 * @param serverNames the hosts that logins may name
 * @param fanOut how much may come of one MultiMessage
 */
public record SessionSettings(
    Duration firstRequestTimeout,
    int maxPipelined,
    int socketsPerAddress,
    ServerNames serverNames,
    FanOutSettings fanOut) {
  /** Two seconds' worth of requests of the fastest client. */
  private static final int MAX_PIPELINED = 1024;

  public SessionSettings {
    ConfigException.check(
        ConfigError.unless(
            firstRequestTimeout.toSeconds() > 0 && firstRequestTimeout.toSeconds() <= 3600,
            "http.firstRequestTimeoutSeconds",
            firstRequestTimeout.toSeconds(),
            "1 to 3600"),
        ConfigError.unless(
            socketsPerAddress > 0 && socketsPerAddress <= 1000,
            "http.socketsPerAddress",
            socketsPerAddress,
            "1 to 1000"));
  }

  /** Reads this package's part of {@code http.*}, and {@code auth.*}. */
  public static SessionSettings read(ConfigSection root) {
    ConfigSection http = root.section("http");
    Duration firstRequestTimeout = http.seconds("firstRequestTimeoutSeconds", 60);
    int socketsPerAddress = http.integer("socketsPerAddress", 8);
    ServerNames serverNames = ServerNames.read(root);
    FanOutSettings fanOut = FanOutSettings.read(root);
    return http.build(
        () ->
            new SessionSettings(
                firstRequestTimeout, MAX_PIPELINED, socketsPerAddress, serverNames, fanOut));
  }
}
