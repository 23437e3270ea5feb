package org.messagingserver.admin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.config.HostNames;

/**
 * Where operators look.
 *
 * @param port 0 takes a free one
 * @param hostNames by which browsers and others may ask, besides IP addresses and {@code localhost}
 * @param tokenFile holds the {@link AdminToken}, where the environment does not
 */
public record AdminSettings(
    String host, int port, List<String> hostNames, Optional<Path> tokenFile) {
  public AdminSettings {
    hostNames = List.copyOf(hostNames);
    ConfigException.check(
        ConfigError.unless(
            !host.isBlank(), "admin.host", "an empty text", "a host name or address"),
        ConfigError.unless(port >= 0 && port <= 65_535, "admin.port", port, "0 to 65535"),
        ConfigError.unless(
            hostNames.stream().allMatch(HostNames::isName),
            "admin.hostNames",
            "a text that is no host name",
            "names without a scheme and a port, like node-1.example"));
  }

  /** Reads {@code admin.*}. */
  public static AdminSettings read(ConfigSection root) {
    ConfigSection admin = root.section("admin");
    String host = admin.text("host", "127.0.0.1");
    int port = admin.integer("port", 8081);
    List<String> hostNames = admin.texts("hostNames");
    Optional<Path> tokenFile = admin.file("tokenFile");
    return admin.build(() -> new AdminSettings(host, port, hostNames, tokenFile));
  }

  /** All names that the port is known by. */
  HostNames names() {
    return new HostNames(Stream.concat(Stream.of(host), hostNames.stream()).toList());
  }
}
