package org.messagingserver.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the tables up to date, or checks whether they are. Several nodes may do so at once: one
 * does it, the others wait. Tables that are newer than this server are left as they are and used.
 * Every method blocks and throws {@link PostgresStartException}.
 */
final class Migrations {
  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");

  /** By Postgres' list of error codes. */
  private static final String NOT_ALLOWED = "42501";

  /** Seconds that a node waits for another one's migration. */
  private static final int LOCK_RETRIES = 600;

  private final DataSource source;
  private final String key;

  /**
   * @param key of the configuration, named in a failure
   */
  Migrations(DataSource source, String key) {
    this.source = source;
    this.key = key;
  }

  /**
   * Brings the tables up to date.
   *
   * @param progress receives a line for each step
   * @return the version that they have now
   */
  String run(Consumer<String> progress) {
    try {
      Flyway flyway = flyway(progress);
      flyway.migrate();
      return flyway.info().current().getVersion().getVersion();
    } catch (FlywayException failure) {
      throw failure("the tables could not be brought up to date (" + code(failure) + ")");
    }
  }

  /**
   * Brings the tables to a version that may be older than the newest, for rows that are of it.
   *
   * @throws PostgresStartException also where this server does not know that version
   */
  void runUpTo(String version, Consumer<String> progress) {
    try {
      MigrationVersion newest = newestKnown(flyway(line -> {}).info());
      if (MigrationVersion.fromVersion(version).compareTo(newest) > 0) {
        throw failure(
            "the rows are for tables of version %s, and this server knows them up to %s; take a newer one"
                .formatted(version, newest));
      }
      configuration(progress).target(version).load().migrate();
    } catch (FlywayException failure) {
      throw failure("the tables could not be made (" + code(failure) + ")");
    }
  }

  /** Checks whether the tables are up to date, and changes nothing. */
  void check() {
    try {
      Flyway flyway = flyway(line -> {});
      MigrationInfoService migrations = flyway.info();
      if (migrations.pending().length > 0) {
        throw new PostgresStartException(PostgresSettings.MIGRATE, outdated(migrations));
      }
      flyway.validate();
      logIfNewer(migrations);
    } catch (FlywayException failure) {
      String code = code(failure);
      throw failure(
          code.endsWith(NOT_ALLOWED)
              ? "this user may not read the tables; conf/grants.sql says what it needs"
              : "the tables are not those that this server knows (" + code + ")");
    }
  }

  private static String outdated(MigrationInfoService migrations) {
    String present =
        Optional.ofNullable(migrations.current())
            .map(current -> "the tables are of version " + current.getVersion())
            .orElse("there are no tables");
    return "%s, but this server needs version %s; bring them there by: migrate"
        .formatted(present, newestKnown(migrations));
  }

  private static void logIfNewer(MigrationInfoService migrations) {
    MigrationVersion present = migrations.current().getVersion();
    if (present.compareTo(newestKnown(migrations)) > 0) {
      LOG.log(Level.INFO, "the database schema {0} is newer than this server", present);
    }
  }

  private static MigrationVersion newestKnown(MigrationInfoService migrations) {
    MigrationVersion newest = MigrationVersion.EMPTY;
    for (MigrationInfo migration : migrations.all()) {
      if (migration.getState().isResolved() && migration.getVersion().compareTo(newest) > 0) {
        newest = migration.getVersion();
      }
    }
    return newest;
  }

  private Flyway flyway(Consumer<String> progress) {
    return configuration(progress).load();
  }

  private FluentConfiguration configuration(Consumer<String> progress) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .loggers(SilentFlywayLog.class.getName())
        .dataSource(source)
        .locations("classpath:db/migration")
        .failOnMissingLocations(true)
        .lockRetryCount(LOCK_RETRIES)
        .callbacks(new MigrationProgress(progress));
  }

  private PostgresStartException failure(String what) {
    return new PostgresStartException(key, what);
  }

  /** The code by which Postgres named the failure, else Flyway's. */
  private static String code(FlywayException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refusal && refusal.getSQLState() != null) {
        return "SQLSTATE " + refusal.getSQLState();
      }
    }
    return failure.getErrorCode().toString();
  }
}
