package org.messagingserver.admin;

import java.nio.file.Path;
import java.util.Optional;
import org.messagingserver.settings.Problem;
import org.messagingserver.settings.Section;
import org.messagingserver.settings.SettingsException;

/**
 * Where operators look.
 *
 * @param port 0 takes a free one
 * @param tokenFile holds the {@link AdminToken}, where the environment does not
 */
public record AdminSettings(String host, int port, Optional<Path> tokenFile) {
  public AdminSettings {
    SettingsException.check(
        Problem.unless(!host.isBlank(), "admin.host", "an empty text", "a host name or address"),
        Problem.unless(port >= 0 && port <= 65_535, "admin.port", port, "0 to 65535"));
  }

  /** Reads {@code admin.*}. */
  public static AdminSettings read(Section root) {
    Section admin = root.section("admin");
    String host = admin.text("host", "127.0.0.1");
    int port = admin.integer("port", 8081);
    Optional<Path> tokenFile = admin.file("tokenFile");
    return admin.build(() -> new AdminSettings(host, port, tokenFile));
  }
}
