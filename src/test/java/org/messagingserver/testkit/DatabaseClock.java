package org.messagingserver.testkit;

import java.time.Duration;
import java.time.Instant;
import org.messagingserver.postgres.TestPostgres;

/**
 * Sets the clock of one real database: {@code now()} is another function there, which every session
 * finds before Postgres' own. Takes effect at once, and in the migrations too.
 */
public final class DatabaseClock implements AutoCloseable {
  private final TestDatabase database;

  /**
   * @param uri of a database that {@link TestPostgres} made and that no server has used yet
   */
  public DatabaseClock(String uri) {
    this.database = new TestDatabase(uri);
    database.execute("CREATE SCHEMA clock");
    database.execute("CREATE TABLE clock.error (ahead interval NOT NULL)");
    database.execute("INSERT INTO clock.error VALUES ('0')");
    database.execute(
        """
        CREATE FUNCTION clock.now() RETURNS timestamptz STABLE LANGUAGE sql AS
          'SELECT pg_catalog.now() + ahead FROM clock.error'""");
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    database.execute("ALTER DATABASE " + name + " SET search_path = public, clock, pg_catalog");
  }

  /** Makes it go ahead by so much, or behind. */
  public void ahead(Duration by) {
    database.execute(
        "UPDATE clock.error SET ahead = make_interval(secs => ?)", (double) by.toSeconds());
  }

  /** As on a board without a battery. */
  public void at(Instant time) {
    ahead(Duration.between(Instant.now(), time));
  }

  @Override
  public void close() {
    database.close();
  }
}
