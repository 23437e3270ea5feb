package org.messagingserver.limits;

import org.messagingserver.settings.Problem;
import org.messagingserver.settings.Section;
import org.messagingserver.settings.SettingsException;

/**
 * How large the fields of a request may be. UserIDs and signatures have one size and need no limit.
 *
 * @param messageBytes the sealed message of an OutboundMessage
 * @param preKeyBytes each key of a Register
 * @param oneTimeKeys of one Register
 * @param knownDevices named in one RequestPreKeys
 * @param loginBytes the login of an AuthResponse
 */
public record FieldLimits(
    int messageBytes, int preKeyBytes, int oneTimeKeys, int knownDevices, int loginBytes) {
  private static final int LEAST_LOGIN_BYTES = 128;

  /** More than a message has besides those that are counted. */
  private static final int OTHER_FIELDS = 32;

  private static final String PATH = "limits.fields.";

  /** Whatever fits into a frame. */
  static final FieldLimits NONE =
      new FieldLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  public FieldLimits {
    SettingsException.check(
        Problem.unless(messageBytes > 0, PATH + "messageBytes", messageBytes, "1 or more"),
        Problem.unless(preKeyBytes > 0, PATH + "preKeyBytes", preKeyBytes, "1 or more"),
        Problem.unless(oneTimeKeys > 0, PATH + "oneTimeKeys", oneTimeKeys, "1 or more"),
        Problem.unless(knownDevices > 0, PATH + "knownDevices", knownDevices, "1 or more"),
        Problem.unless(
            loginBytes >= LEAST_LOGIN_BYTES,
            PATH + "loginBytes",
            loginBytes,
            LEAST_LOGIN_BYTES + " or more"));
  }

  /** How many fields the largest message within these limits may have. */
  public int mostFields() {
    return (int)
        Math.min(Integer.MAX_VALUE, OTHER_FIELDS + (long) Math.max(oneTimeKeys, knownDevices));
  }

  static FieldLimits read(Section limits) {
    Section fields = limits.section("fields");
    int messageBytes = fields.integer("messageBytes", 262_144);
    int preKeyBytes = fields.integer("preKeyBytes", 8192);
    int oneTimeKeys = fields.integer("oneTimeKeys", 1000);
    int knownDevices = fields.integer("knownDevices", 1000);
    int loginBytes = fields.integer("loginBytes", 1024);
    return fields.build(
        () -> new FieldLimits(messageBytes, preKeyBytes, oneTimeKeys, knownDevices, loginBytes));
  }
}
