package org.messagingserver.wakeup;

import java.time.Duration;
import java.util.Optional;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.mailbox.WakeupMark;
import org.messagingserver.webpush.PushSettings;

/**
 * When devices are woken.
 *
 * @param push how; without a subject nobody is woken
 * @param grace a device that has not acked a message for so long is woken, connected or not
 * @param minInterval between two pushes to one device, at least; devices may ask for more
 * @param jitter a random part of it delays each push
 */
public record WakeupSettings(
    PushSettings push, Duration grace, Duration minInterval, Duration jitter) {
  public WakeupSettings {
    ConfigException.check(
        ConfigError.unless(
            grace.toSeconds() >= 1 && grace.toSeconds() <= 3600,
            "wakeups.graceSeconds",
            grace.toSeconds(),
            "1 to 3600"),
        ConfigError.unless(
            !minInterval.isNegative() && minInterval.toSeconds() <= 86_400,
            "wakeups.minSeconds",
            minInterval.toSeconds(),
            "0 to 86400"),
        ConfigError.unless(
            !jitter.isNegative() && jitter.toMillis() <= 60_000,
            "wakeups.jitterMillis",
            jitter.toMillis(),
            "0 to 60000"));
  }

  /** Reads {@code wakeups.*}. */
  public static WakeupSettings read(ConfigSection root) {
    ConfigSection wakeups = root.section("wakeups");
    PushSettings push = PushSettings.read(wakeups);
    Duration grace = wakeups.seconds("graceSeconds", 10);
    Duration minInterval = wakeups.seconds("minSeconds", 10);
    Duration jitter = wakeups.millis("jitterMillis", 3000);
    return wakeups.build(() -> new WakeupSettings(push, grace, minInterval, jitter));
  }

  /** Whether devices are woken. */
  public boolean enabled() {
    return push.subject().isPresent();
  }

  /** The mark that appends set; empty where devices are not woken. */
  public Optional<WakeupMark> appendMark() {
    return enabled() ? Optional.of(mark()) : Optional.empty();
  }

  WakeupMark mark() {
    return new WakeupMark(grace, jitter);
  }
}
