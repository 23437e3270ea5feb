package org.messagingserver.postgres;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables up to date. Several nodes may do so at once: one does it, the others wait. */
final class Migrations {
  /** Seconds that a node waits for another one's migration. */
  private static final int PATIENCE = 600;

  private Migrations() {}

  /**
   * Blocks until it is done.
   *
   * @param key of the configuration, named in the failure
   * @throws PostgresStartException when the tables cannot be brought up to date
   */
  static void run(DataSource source, String key) {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .loggers(FlywaySilence.class.getName())
          .dataSource(source)
          .locations("classpath:db/migration")
          .failOnMissingLocations(true)
          .lockRetryCount(PATIENCE)
          .load()
          .migrate();
    } catch (FlywayException failure) {
      throw new PostgresStartException(
          key, "the tables could not be brought up to date (" + code(failure) + ")");
    }
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
