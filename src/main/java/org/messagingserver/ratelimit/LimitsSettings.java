package org.messagingserver.ratelimit;

import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * How much may be asked of this node.
 *
 * @param enabled where not, nothing of this package is even built
 * @param connections of the node, open at once
 * @param handshakesPerSecond of the node
 * @param burstSeconds what is limited by the second may come so many seconds' worth at once
 * @param oneTimeKeysPerUserPerMinute of each device of a user, for all sources together; beyond,
 *     prekeys come without
 * @param uploadBytesPerHour of attachments that places are asked for, by all sources together
 */
public record LimitsSettings(
    boolean enabled,
    int connections,
    int handshakesPerSecond,
    int burstSeconds,
    int oneTimeKeysPerUserPerMinute,
    long uploadBytesPerHour,
    ConnectionLimits connection,
    SourceLimits source,
    SourceRecipientLimits sourceRecipient,
    FieldLimits fields) {
  public LimitsSettings {
    ConfigException.check(
        ConfigError.unless(connections > 0, "limits.connections", connections, "1 or more"),
        ConfigError.unless(
            handshakesPerSecond > 0,
            "limits.handshakesPerSecond",
            handshakesPerSecond,
            "1 or more"),
        ConfigError.unless(
            burstSeconds > 0 && burstSeconds <= 3600,
            "limits.burstSeconds",
            burstSeconds,
            "1 to 3600"),
        ConfigError.unless(
            oneTimeKeysPerUserPerMinute > 0,
            "limits.oneTimeKeysPerUserPerMinute",
            oneTimeKeysPerUserPerMinute,
            "1 or more"),
        ConfigError.unless(
            uploadBytesPerHour > 0, "limits.uploadBytesPerHour", uploadBytesPerHour, "1 or more"));
  }

  /** Reads {@code limits.*}. */
  public static LimitsSettings read(ConfigSection root) {
    ConfigSection limits = root.section("limits");
    boolean enabled = limits.flag("enabled", true);
    int connections = limits.integer("connections", 50_000);
    int handshakes = limits.integer("handshakesPerSecond", 1000);
    int burstSeconds = limits.integer("burstSeconds", 60);
    int oneTimeKeys = limits.integer("oneTimeKeysPerUserPerMinute", 20);
    long uploadBytes = limits.whole("uploadBytesPerHour", 4L << 30);
    ConnectionLimits connection = ConnectionLimits.read(limits);
    SourceLimits source = SourceLimits.read(limits);
    SourceRecipientLimits sourceRecipient = SourceRecipientLimits.read(limits);
    FieldLimits fields = FieldLimits.read(limits);
    return limits.build(
        () ->
            new LimitsSettings(
                enabled,
                connections,
                handshakes,
                burstSeconds,
                oneTimeKeys,
                uploadBytes,
                connection,
                source,
                sourceRecipient,
                fields));
  }

  /** A rate by the second. */
  Rate bySecond(int amount) {
    return Rate.bySecond(amount, burstSeconds);
  }
}
