package org.messagingserver.ratelimit;

import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * The limits of one source of connections, which may be thousands of people behind one address.
 *
 * @param connections open at once
 * @param handshakesPerSecond HTTP requests of any kind
 * @param keysPerMinute one-time keys that come with registrations
 * @param uploadBytesPerHour of attachments that places are asked for
 * @param transferBytesPerSecond of attachments that are put or fetched; more of them wait
 */
public record SourceLimits(
    int connections,
    int handshakesPerSecond,
    int requestsPerSecond,
    int bytesPerSecond,
    int failedLoginsPerMinute,
    int registrationsPerMinute,
    int keysPerMinute,
    long uploadBytesPerHour,
    int transferBytesPerSecond) {
  private static final String PATH = "limits.source.";

  public SourceLimits {
    ConfigException.check(
        ConfigError.unless(connections > 0, PATH + "connections", connections, "1 or more"),
        ConfigError.unless(
            handshakesPerSecond > 0,
            PATH + "handshakesPerSecond",
            handshakesPerSecond,
            "1 or more"),
        ConfigError.unless(
            requestsPerSecond > 0, PATH + "requestsPerSecond", requestsPerSecond, "1 or more"),
        ConfigError.unless(
            bytesPerSecond > 0, PATH + "bytesPerSecond", bytesPerSecond, "1 or more"),
        ConfigError.unless(
            failedLoginsPerMinute > 0,
            PATH + "failedLoginsPerMinute",
            failedLoginsPerMinute,
            "1 or more"),
        ConfigError.unless(
            registrationsPerMinute > 0,
            PATH + "registrationsPerMinute",
            registrationsPerMinute,
            "1 or more"),
        ConfigError.unless(keysPerMinute > 0, PATH + "keysPerMinute", keysPerMinute, "1 or more"),
        ConfigError.unless(
            uploadBytesPerHour > 0, PATH + "uploadBytesPerHour", uploadBytesPerHour, "1 or more"),
        ConfigError.unless(
            transferBytesPerSecond > 0,
            PATH + "transferBytesPerSecond",
            transferBytesPerSecond,
            "1 or more"));
  }

  static SourceLimits read(ConfigSection limits) {
    ConfigSection source = limits.section("source");
    int connections = source.integer("connections", 10_000);
    int handshakes = source.integer("handshakesPerSecond", 100);
    int requests = source.integer("requestsPerSecond", 2000);
    int bytes = source.integer("bytesPerSecond", 16_777_216);
    int failedLogins = source.integer("failedLoginsPerMinute", 600);
    int registrations = source.integer("registrationsPerMinute", 3000);
    int keys = source.integer("keysPerMinute", 100_000);
    long uploadBytes = source.whole("uploadBytesPerHour", 256 << 20);
    int transferBytes = source.integer("transferBytesPerSecond", 33_554_432);
    return source.build(
        () ->
            new SourceLimits(
                connections,
                handshakes,
                requests,
                bytes,
                failedLogins,
                registrations,
                keys,
                uploadBytes,
                transferBytes));
  }
}
