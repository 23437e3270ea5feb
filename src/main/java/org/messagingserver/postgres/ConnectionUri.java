package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parsed {@code postgres.uri}. The client fills in a default user, password and database where
 * the uri names none; here user and database must stand in it, and no password means none.
 *
 * <p>{@code sslmode}, {@code sslrootcert} and a list of hosts mean what they mean to libpq, with
 * two differences. Without {@code sslrootcert} the {@code verify-…} trust the certificates that
 * Java trusts, and of several hosts or addresses the first one that takes writes is used, whatever
 * {@code target_session_attrs} says. {@code pgbouncer=true} keeps all state out of sessions.
 *
 * @param parameters those behind the question mark, decoded
 */
record ConnectionUri(
    String user,
    String password,
    List<HostPort> hosts,
    String database,
    Map<String, String> parameters) {

  /** The name of a host, or its address, and the port there. */
  record HostPort(String host, int port) {}

  /**
   * Reads a uri.
   *
   * @throws UriException where it is none that this server can use
   */
  static ConnectionUri of(String uri) {
    ConnectionUri read = UriReader.read(uri);
    UriParameters.check(read.parameters);
    TlsTrust.check(read.sslMode(), read.certificateFile());
    return read;
  }

  /** The options of a valid uri, for its first host. */
  static PgConnectOptions options(String uri) {
    return of(uri).options();
  }

  /** Everything but where to connect to and what a session is like: the first host stands in. */
  PgConnectOptions options() {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(hosts.get(0).host())
            .setPort(hosts.get(0).port())
            .setUser(parameters.getOrDefault("user", user))
            .setPassword(parameters.getOrDefault("password", password))
            .setDatabase(database)
            .setSslMode(sslMode())
            .setUseLayer7Proxy(isPooled());
    UriParameters.sessionSettings(parameters).forEach(options::addProperty);
    return TlsTrust.applyTo(options, certificateFile());
  }

  /** Whether connections must take writes, since there are several to choose from. */
  boolean needsWritable() {
    return hosts.size() > 1 || parameters.containsKey(UriParameters.TARGET);
  }

  /** Whether sessions are shared with others: by PgBouncer or one like it. */
  boolean isPooled() {
    return parameters.getOrDefault(UriParameters.PGBOUNCER, "false").equals("true");
  }

  /** The file of certificates to trust, where the uri names one. */
  Optional<Path> certificateFile() {
    return Optional.ofNullable(parameters.get(UriParameters.ROOT))
        .filter(root -> !root.equals(UriParameters.SYSTEM))
        .map(Path::of);
  }

  /** With a file of certificates {@code require} verifies as well, as it does with libpq. */
  private SslMode sslMode() {
    boolean system = UriParameters.SYSTEM.equals(parameters.get(UriParameters.ROOT));
    String none = system ? SslMode.VERIFY_FULL.value : SslMode.DISABLE.value;
    SslMode mode = SslMode.of(parameters.getOrDefault(UriParameters.MODE, none));
    return mode == SslMode.REQUIRE && certificateFile().isPresent() ? SslMode.VERIFY_CA : mode;
  }
}
