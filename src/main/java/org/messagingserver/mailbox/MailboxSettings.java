package org.messagingserver.mailbox;

import java.time.Duration;
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

  /** Reads {@code mailbox.*}. */
  public static MailboxSettings read(ConfigSection root) {
    ConfigSection mailbox = root.section("mailbox");
    int maxMessages = mailbox.integer("maxMessages", 10_000);
    long maxBytes = mailbox.whole("maxBytes", 64L << 20);
    Duration retention = mailbox.days("retentionDays", 30);
    return mailbox.build(() -> new MailboxSettings(maxMessages, maxBytes, retention));
  }
}
