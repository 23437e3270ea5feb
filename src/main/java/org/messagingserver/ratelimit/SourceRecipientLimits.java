package org.messagingserver.ratelimit;

import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * The limits of one source towards one recipient.
 *
 * @param messagesPerSecond to one device
 * @param bytesPerSecond to one device
 * @param messagesPerHour to one device; so that no single source fills a mailbox within minutes
 * @param bytesPerHour to one device
 * @param oneTimeKeysPerHour of each device of one user; beyond, prekeys come without
 */
public record SourceRecipientLimits(
    int messagesPerSecond,
    int bytesPerSecond,
    int messagesPerHour,
    int bytesPerHour,
    int oneTimeKeysPerHour) {
  private static final String PATH = "limits.sourceRecipient.";

  public SourceRecipientLimits {
    ConfigException.check(
        ConfigError.unless(
            messagesPerSecond > 0, PATH + "messagesPerSecond", messagesPerSecond, "1 or more"),
        ConfigError.unless(
            bytesPerSecond > 0, PATH + "bytesPerSecond", bytesPerSecond, "1 or more"),
        ConfigError.unless(
            messagesPerHour > 0, PATH + "messagesPerHour", messagesPerHour, "1 or more"),
        ConfigError.unless(bytesPerHour > 0, PATH + "bytesPerHour", bytesPerHour, "1 or more"),
        ConfigError.unless(
            oneTimeKeysPerHour > 0, PATH + "oneTimeKeysPerHour", oneTimeKeysPerHour, "1 or more"));
  }

  static SourceRecipientLimits read(ConfigSection limits) {
    ConfigSection sourceRecipient = limits.section("sourceRecipient");
    int messages = sourceRecipient.integer("messagesPerSecond", 50);
    int bytes = sourceRecipient.integer("bytesPerSecond", 262_144);
    int hourlyMessages = sourceRecipient.integer("messagesPerHour", 1000);
    int hourlyBytes = sourceRecipient.integer("bytesPerHour", 16_777_216);
    int oneTimeKeys = sourceRecipient.integer("oneTimeKeysPerHour", 20);
    return sourceRecipient.build(
        () -> new SourceRecipientLimits(messages, bytes, hourlyMessages, hourlyBytes, oneTimeKeys));
  }
}
