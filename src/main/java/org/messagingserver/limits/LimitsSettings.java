package org.messagingserver.limits;

import org.messagingserver.settings.Problem;
import org.messagingserver.settings.Section;
import org.messagingserver.settings.SettingsException;

/**
 * How much may be asked of this node.
 *
 * @param enabled where not, nothing of this room is even built
 * @param connections of the node, open at once
 * @param handshakesPerSecond of the node
 * @param burstSeconds what is limited by the second may come so many seconds' worth at once
 * @param slots budgets of each kind; sources beyond so many share them
 * @param oneTimeKeysPerUserPerMinute of each device of a user, whoever asks; beyond, prekeys come
 *     without
 */
public record LimitsSettings(
    boolean enabled,
    int connections,
    int handshakesPerSecond,
    int burstSeconds,
    int slots,
    int oneTimeKeysPerUserPerMinute,
    ConnectionLimits connection,
    SourceLimits source,
    PairLimits pair,
    FieldLimits fields) {
  private static final int LARGEST_SLOTS = 1 << 22;

  public LimitsSettings {
    SettingsException.check(
        Problem.unless(connections > 0, "limits.connections", connections, "1 or more"),
        Problem.unless(
            handshakesPerSecond > 0,
            "limits.handshakesPerSecond",
            handshakesPerSecond,
            "1 or more"),
        Problem.unless(
            burstSeconds > 0 && burstSeconds <= 3600,
            "limits.burstSeconds",
            burstSeconds,
            "1 to 3600"),
        Problem.unless(
            slots >= 16 && slots <= LARGEST_SLOTS, "limits.slots", slots, "16 to " + LARGEST_SLOTS),
        Problem.unless(
            oneTimeKeysPerUserPerMinute > 0,
            "limits.oneTimeKeysPerUserPerMinute",
            oneTimeKeysPerUserPerMinute,
            "1 or more"));
  }

  /** Reads {@code limits.*}. */
  public static LimitsSettings read(Section root) {
    Section limits = root.section("limits");
    boolean enabled = limits.flag("enabled", true);
    int connections = limits.integer("connections", 50_000);
    int handshakes = limits.integer("handshakesPerSecond", 1000);
    int burstSeconds = limits.integer("burstSeconds", 60);
    int slots = limits.integer("slots", 32_768);
    int oneTimeKeys = limits.integer("oneTimeKeysPerUserPerMinute", 20);
    ConnectionLimits connection = ConnectionLimits.read(limits);
    SourceLimits source = SourceLimits.read(limits);
    PairLimits pair = PairLimits.read(limits);
    FieldLimits fields = FieldLimits.read(limits);
    return limits.build(
        () ->
            new LimitsSettings(
                enabled,
                connections,
                handshakes,
                burstSeconds,
                slots,
                oneTimeKeys,
                connection,
                source,
                pair,
                fields));
  }

  /** What is limited by the second. */
  Rate bySecond(int amount) {
    return Rate.bySecond(amount, burstSeconds);
  }
}
