package org.messagingserver.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * Which Postgres, and how patient to be with it.
 *
 * @param uri {@code postgresql://user[:password]@host[:port][,…]/database[?…]}; without one we run
 *     an embedded server
 * @param poolSize connections of this node
 * @param embeddedDirectory where an embedded server keeps its data
 * @param maxWaiting statements that may wait for a connection
 * @param startupTimeout how long to wait for the database at the start
 * @param timeout after which a statement, or a connection that stays silent under one, is given up
 * @param migrate whether a start brings the tables up to date; else it only checks whether they are
 */
public record PostgresSettings(
    Optional<String> uri,
    int poolSize,
    Path embeddedDirectory,
    int maxWaiting,
    Duration startupTimeout,
    Duration timeout,
    boolean migrate) {
  private static final int MAX_WAITING = 10_000;

  static final String MIGRATE = "postgres.migrate";

  public PostgresSettings {
    ConfigException.check(
        uri.stream().flatMap(PostgresSettings::problem),
        inRange("postgres.poolSize", poolSize, 1, 1000),
        inRange("postgres.startupTimeoutSeconds", startupTimeout.toSeconds(), 1, 3600),
        inRange("postgres.timeoutSeconds", timeout.toSeconds(), 1, 3600),
        ConfigError.unless(
            migrate || uri.isPresent(),
            MIGRATE,
            false,
            "true without postgres.uri: nobody else sees to the server's own Postgres"));
  }

  /** Reads the section {@code postgres}. */
  public static PostgresSettings read(ConfigSection root) {
    ConfigSection configSection = root.section("postgres");
    Optional<String> uri = configSection.text("uri");
    int poolSize = configSection.integer("poolSize", 8);
    Path embeddedDirectory = configSection.file("embeddedDirectory", "data/postgres");
    Duration startupTimeout = configSection.seconds("startupTimeoutSeconds", 30);
    Duration timeout = configSection.seconds("timeoutSeconds", 30);
    boolean migrate = configSection.flag("migrate", true);
    return configSection.build(
        () ->
            new PostgresSettings(
                uri, poolSize, embeddedDirectory, MAX_WAITING, startupTimeout, timeout, migrate));
  }

  /** The key that an operator looks at when the database makes trouble. */
  String key() {
    return uri.isPresent() ? "postgres.uri" : PostgresStartException.EMBEDDED;
  }

  /** Leaves out the uri, which holds a password. */
  @Override
  public String toString() {
    return "PostgresSettings[" + (uri.isPresent() ? "uri hidden" : embeddedDirectory) + "]";
  }

  /** By all that a start does with it before it connects. */
  private static Stream<ConfigError> problem(String uri) {
    try {
      ConnectionUri.options(uri);
      return Stream.empty();
    } catch (UriException wrong) {
      return Stream.of(new ConfigError("postgres.uri", wrong.found(), wrong.allowed()));
    }
  }

  private static Stream<ConfigError> inRange(String path, long number, long min, long max) {
    return ConfigError.unless(
        min <= number && number <= max, path, number, "a number from " + min + " to " + max);
  }
}
