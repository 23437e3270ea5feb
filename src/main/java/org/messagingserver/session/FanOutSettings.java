package org.messagingserver.session;

import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * How much may come of one MultiMessage, whatever other limits apply.
 *
 * @param maxRecipients parts of it
 * @param maxBytes of the messages that it makes, together
 */
public record FanOutSettings(int maxRecipients, int maxBytes) {
  private static final int MAX_RECIPIENTS = 10_000;

  /** The part itself, its Address and the fields of that, and the others of the part. */
  private static final int FIELDS_OF_PART = 7;

  public FanOutSettings {
    ConfigException.check(
        ConfigError.unless(
            maxRecipients > 0 && maxRecipients <= MAX_RECIPIENTS,
            "delivery.maxRecipients",
            maxRecipients,
            "1 to " + MAX_RECIPIENTS),
        ConfigError.unless(maxBytes > 0, "delivery.maxFanOutBytes", maxBytes, "1 or more"));
  }

  /** Reads this package's part of {@code delivery.*}. */
  public static FanOutSettings read(ConfigSection root) {
    ConfigSection delivery = root.section("delivery");
    int maxRecipients = delivery.integer("maxRecipients", 256);
    int maxBytes = delivery.integer("maxFanOutBytes", 4 << 20);
    return delivery.build(() -> new FanOutSettings(maxRecipients, maxBytes));
  }

  /** Fields of as many parts. */
  int maxFields() {
    return maxRecipients * FIELDS_OF_PART;
  }
}
