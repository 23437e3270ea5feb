package org.messagingserver.prekeys;

import java.time.Duration;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.config.MemorySettings;

/**
 * How many keys and devices there may be, and when a device is asked for more keys.
 *
 * @param low a device with fewer one-time keys than this is asked for more; 0 never asks
 * @param request how many it is asked for
 * @param noticePause the least time between two such notices on one connection
 * @param noticeJitter a notice after a key was taken comes up to so much later, at random
 * @param maxPerDevice one-time keys kept for one device; the oldest go first
 * @param maxDevices registered devices of one user
 * @param maxUserBytes of keys as stored, of all devices of one user
 * @param pendingBytes of registrations that this node has taken and not yet answered
 */
public record PreKeySettings(
    int low,
    int request,
    Duration noticePause,
    Duration noticeJitter,
    int maxPerDevice,
    int maxDevices,
    int maxUserBytes,
    long pendingBytes) {
  /** As large as the largest frame. */
  private static final long MIN_PENDING = 16 << 20;

  public PreKeySettings {
    ConfigException.check(
        ConfigError.unless(low >= 0, "preKeys.low", low, "0 or more"),
        ConfigError.unless(request > 0, "preKeys.request", request, "1 or more"),
        ConfigError.unless(
            noticePause.toMillis() > 0,
            "preKeys.notifyMillis",
            noticePause.toMillis(),
            "1 or more"),
        ConfigError.unless(
            noticeJitter.toMillis() >= 0 && noticeJitter.toMillis() <= 3_600_000,
            "preKeys.noticeJitterMillis",
            noticeJitter.toMillis(),
            "0 to 3600000"),
        ConfigError.unless(
            maxPerDevice > 0 && maxPerDevice <= 100_000,
            "preKeys.maxPerDevice",
            maxPerDevice,
            "1 to 100000"),
        ConfigError.unless(
            maxDevices > 0 && maxDevices <= 1000, "preKeys.maxDevices", maxDevices, "1 to 1000"),
        ConfigError.unless(maxUserBytes > 0, "preKeys.maxUserBytes", maxUserBytes, "1 or more"));
  }

  /** Reads {@code preKeys.*}. */
  public static PreKeySettings read(ConfigSection root, MemorySettings memory) {
    ConfigSection preKeys = root.section("preKeys");
    int low = preKeys.integer("low", 10);
    int request = preKeys.integer("request", 100);
    Duration noticePause = preKeys.millis("notifyMillis", 300_000);
    Duration noticeJitter = preKeys.millis("noticeJitterMillis", 2000);
    int maxPerDevice = preKeys.integer("maxPerDevice", 1000);
    int maxDevices = preKeys.integer("maxDevices", 10);
    int maxUserBytes = preKeys.integer("maxUserBytes", 16 << 20);
    long pendingBytes = Math.max(MIN_PENDING, memory.registrationBytes());
    return preKeys.build(
        () ->
            new PreKeySettings(
                low,
                request,
                noticePause,
                noticeJitter,
                maxPerDevice,
                maxDevices,
                maxUserBytes,
                pendingBytes));
  }
}
