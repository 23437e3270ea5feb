package org.messagingserver.ratelimit;

import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * How large the fields of a request may be. UserIDs and signatures have one size and need no limit.
 *
 * @param messageBytes the sealed message of an OutboundMessage
 * @param preKeyBytes each key of a Register
 * @param oneTimeKeys of one Register
 * @param knownDevices named in one list of a RequestPreKeys
 * @param loginBytes the login of an AuthResponse
 */
public record FieldLimits(
    int messageBytes, int preKeyBytes, int oneTimeKeys, int knownDevices, int loginBytes) {
  private static final int PRE_KEY_BYTES = 8192;
  private static final int ONE_TIME_KEYS = 1000;
  private static final int KNOWN_DEVICES = 1000;
  private static final int LOGIN_BYTES = 1024;

  /** More than a message has besides those that are counted. */
  private static final int OTHER_FIELDS = 32;

  /** Any size that fits into a frame. */
  static final FieldLimits NONE =
      new FieldLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  public FieldLimits {
    ConfigException.check(
        ConfigError.unless(messageBytes > 0, "limits.messageBytes", messageBytes, "1 or more"));
  }

  /**
   * How many fields the largest message within these limits may have.
   *
   * @param least as many as a message of another kind may have
   */
  public int maxFields(int least) {
    long repeated = Math.max(least, Math.max(oneTimeKeys, 3 * knownDevices));
    return (int) Math.min(Integer.MAX_VALUE, OTHER_FIELDS + repeated);
  }

  static FieldLimits read(ConfigSection limits) {
    int messageBytes = limits.integer("messageBytes", 262_144);
    return limits.build(
        () ->
            new FieldLimits(
                messageBytes, PRE_KEY_BYTES, ONE_TIME_KEYS, KNOWN_DEVICES, LOGIN_BYTES));
  }
}
