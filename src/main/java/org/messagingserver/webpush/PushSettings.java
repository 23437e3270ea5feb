package org.messagingserver.webpush;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.tls.TlsAuthority;
import org.messagingserver.tls.TlsFileException;

/**
 * How this node talks to push services.
 *
 * @param subject whom they may turn to (RFC 8292), a {@code mailto:} or {@code https:} URI; without
 *     it there are no wake-ups
 * @param ports that an endpoint may name
 * @param allowPrivateAddresses whether endpoints may be at addresses that are not public
 * @param ca a PEM file of authorities to trust instead of Java's
 * @param concurrent pushes under way at most
 * @param pushesPerHostPerSecond to each host at most, and to each network
 */
public record PushSettings(
    Optional<String> subject,
    Set<Integer> ports,
    boolean allowPrivateAddresses,
    Optional<String> ca,
    int concurrent,
    int pushesPerHostPerSecond) {
  private static final int MAX_PORT = 65_535;
  private static final int HTTPS = 443;
  private static final Pattern SUBJECT = Pattern.compile("(mailto:[^@\\s]+@[^@\\s]+|https://\\S+)");

  public PushSettings {
    ports = Set.copyOf(ports);
    ConfigException.check(
        ConfigError.unless(
            subject.stream().allMatch(text -> SUBJECT.matcher(text).matches()),
            "wakeups.subject",
            "another text",
            "mailto: with an address, or an https: URL"),
        ConfigError.unless(
            !ports.isEmpty() && ports.stream().allMatch(port -> port > 0 && port <= MAX_PORT),
            "wakeups.ports",
            "none, or another number",
            "a list of 1 to 65535"),
        ConfigError.unless(
            concurrent >= PushBudgets.SMALLEST && concurrent <= 4096,
            "wakeups.concurrent",
            concurrent,
            PushBudgets.SMALLEST + " to 4096"),
        ConfigError.unless(
            pushesPerHostPerSecond > 0 && pushesPerHostPerSecond <= 100_000,
            "wakeups.pushesPerHostPerSecond",
            pushesPerHostPerSecond,
            "1 to 100000"));
  }

  /** Reads its keys of {@code wakeups.*}. */
  public static PushSettings read(ConfigSection wakeups) {
    Optional<String> subject = wakeups.text("subject");
    Set<Integer> ports = Set.copyOf(wakeups.integers("ports", HTTPS));
    boolean allowPrivateAddresses = wakeups.flag("allowPrivateAddresses", false);
    Optional<String> ca = wakeups.text("ca");
    int concurrent = wakeups.integer("concurrent", 64);
    int perHost = wakeups.integer("pushesPerHostPerSecond", 100);
    return wakeups.build(
        () -> new PushSettings(subject, ports, allowPrivateAddresses, ca, concurrent, perHost));
  }

  /**
   * Reads the authorities. Blocks.
   *
   * @throws TlsFileException where {@code wakeups.ca} holds none
   */
  public Optional<TlsAuthority> authority() {
    return ca.map(file -> TlsAuthority.read("wakeups.ca", file));
  }
}
