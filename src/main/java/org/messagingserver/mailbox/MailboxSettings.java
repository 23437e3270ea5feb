package org.messagingserver.mailbox;

import java.time.Duration;
import java.util.stream.IntStream;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * How much may wait for one device, and how long.
 *
 * @param maxMessages messages that may wait for one device
 * @param maxBytes bytes, as stored, that may wait for one device
 * @param retention how long a message waits at least before it expires; whole days
 */
public record MailboxSettings(int maxMessages, long maxBytes, Duration retention) {
  public MailboxSettings {
    ConfigException.check(
        ConfigError.unless(maxMessages > 0, "mailbox.maxMessages", maxMessages, "1 or more"),
        ConfigError.unless(maxBytes > 0, "mailbox.maxBytes", maxBytes, "1 or more"),
        ConfigError.unless(
            retention.toDays() >= 1 && retention.toDays() <= 3650,
            "mailbox.retentionDays",
            retention.toDays(),
            "1 to 3650"));
  }

  /** Few, since stored messages show their class. */
  private static final int[] TTL_HOURS = {1, 24, 168};

  private static final int LONGEST_TTL_HOURS = 720;

  /** The hours after which a message expires at the earliest, if its sender asks for so many. */
  int hoursToLive(int ttlHours) {
    int retentionHours = Math.toIntExact(retention.toHours());
    return ttlHours == 0
        ? retentionHours
        : IntStream.of(TTL_HOURS)
            .filter(hours -> Integer.compareUnsigned(hours, ttlHours) >= 0)
            .map(hours -> Math.min(hours, retentionHours))
            .findFirst()
            .orElse(Math.min(LONGEST_TTL_HOURS, retentionHours));
  }

  /** Reads {@code mailbox.*}. */
  public static MailboxSettings read(ConfigSection root) {
    ConfigSection mailbox = root.section("mailbox");
    int maxMessages = mailbox.integer("maxMessages", 10_000);
    long maxBytes = mailbox.whole("maxBytes", 64L << 20);
    Duration retention = mailbox.days("retentionDays", 30);
    return mailbox.build(() -> new MailboxSettings(maxMessages, maxBytes, retention));
  }
}
