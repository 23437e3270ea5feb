package org.messagingserver.postgres;

import io.vertx.pgclient.SslMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a connection uri: those that mean something here, and those of libpq that this
 * server does not know. Any other one is a setting for the sessions, like {@code search_path}.
 *
 * <p>Source: PostgreSQL, "Parameter Key Words".
 */
final class UriParameters {
  static final String MODE = "sslmode";
  static final String ROOT = "sslrootcert";
  static final String TARGET = "target_session_attrs";
  static final String PGBOUNCER = "pgbouncer";

  /** An {@code sslrootcert} that is no file. */
  static final String SYSTEM = "system";

  private static final Set<String> OWN = Set.of(MODE, ROOT, TARGET, PGBOUNCER, "user", "password");

  /** The values that a server that writes accepts for several hosts. */
  private static final Set<String> TARGETS = Set.of("any", "read-write", "primary");

  private static final Set<String> BEFORE_THE_QUESTION_MARK =
      Set.of("host", "hostaddr", "port", "dbname");

  private static final Set<String> UNKNOWN_HERE =
      Set.of(
          "channel_binding",
          "connect_timeout",
          "fallback_application_name",
          "gsslib",
          "gssdelegation",
          "gssencmode",
          "keepalives",
          "keepalives_count",
          "keepalives_idle",
          "keepalives_interval",
          "krbsrvname",
          "load_balance_hosts",
          "passfile",
          "replication",
          "require_auth",
          "requirepeer",
          "requiressl",
          "service",
          "sslcert",
          "sslcertmode",
          "sslcompression",
          "sslcrl",
          "sslcrldir",
          "sslkey",
          "sslnegotiation",
          "sslpassword",
          "sslsni",
          "ssl_max_protocol_version",
          "ssl_min_protocol_version",
          "tcp_user_timeout");

  private UriParameters() {}

  /**
   * Looks at all of them.
   *
   * @throws UriException at the first that cannot be used
   */
  static void check(Map<String, String> parameters) {
    parameters.forEach(UriParameters::check);
    String mode = parameters.getOrDefault(MODE, SslMode.VERIFY_FULL.value);
    if (SYSTEM.equals(parameters.get(ROOT)) && !mode.equals(SslMode.VERIFY_FULL.value)) {
      throw new UriException("sslrootcert=system with another sslmode", "sslmode=verify-full");
    }
  }

  private static void check(String key, String value) {
    if (key.equals("host") && (value.startsWith("/") || value.startsWith("@"))) {
      throw unixSocket();
    }
    if (BEFORE_THE_QUESTION_MARK.contains(key)) {
      throw new UriException(
          "the parameter " + key, "hosts, ports and the database before the question mark");
    }
    if (UNKNOWN_HERE.contains(key)) {
      throw new UriException("the parameter " + key + " of libpq", "a uri without it");
    }
    switch (key) {
      case MODE -> checkMode(value);
      case TARGET -> require(TARGETS.contains(value), key, "read-write, primary or any");
      case PGBOUNCER -> require(List.of("true", "false").contains(value), key, "true or false");
      default -> {}
    }
  }

  private static void checkMode(String value) {
    try {
      SslMode.of(value);
    } catch (IllegalArgumentException unknown) {
      throw UriException.noUri();
    }
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new UriException("another " + key, allowed);
    }
  }

  static UriException unixSocket() {
    return new UriException("a unix socket", "the host and port of a TCP socket");
  }

  /** Those that are settings of the sessions. */
  static Map<String, String> sessionSettings(Map<String, String> parameters) {
    Map<String, String> settings = new HashMap<>(parameters);
    settings.keySet().removeAll(OWN);
    return settings;
  }
}
