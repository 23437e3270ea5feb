package org.messagingserver.session;

import java.util.List;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.protocol.ServerName;

/**
 * The hosts by which clients reach this server. A login that names another host was made for
 * another server, which has passed it on.
 *
 * @param names each as {@link ServerName} writes it; none if any name will do
 * @param required whether a login has to name one
 */
public record ServerNames(List<String> names, boolean required) {
  /** Any name will do. */
  public static final ServerNames ANY = new ServerNames(List.of(), false);

  public ServerNames {
    names = List.copyOf(names);
    ConfigException.check(
        ConfigError.unless(
            names.stream().allMatch(ServerName::isSerialized),
            "http.serverNames",
            "a text of another form",
            "hosts as in the URL of a client: lower-case ASCII (xn-- for other letters), IPv6"
                + " compressed and in brackets, without a port or a dot at the end"),
        ConfigError.unless(
            !required || !names.isEmpty(),
            "auth.requireServerName",
            required,
            "false, unless http.serverNames is set"));
  }

  static ServerNames read(ConfigSection root) {
    ConfigSection http = root.section("http");
    List<String> names = http.texts("serverNames");
    boolean required = root.section("auth").flag("requireServerName", false);
    return http.build(() -> new ServerNames(names, required));
  }

  /** Whether logins are bound to this server. */
  public boolean areSet() {
    return !names.isEmpty();
  }

  /**
   * Whether a login with this name may be for this server.
   *
   * @param name empty if it has none
   */
  boolean admit(String name) {
    return name.isEmpty() ? !required : names.isEmpty() || names.contains(name);
  }
}
