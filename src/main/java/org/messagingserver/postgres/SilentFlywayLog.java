package org.messagingserver.postgres;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;

/**
 * Keeps Flyway from logging: its lines may name the database's host, and what stops a migration
 * comes as an exception. Public since Flyway makes it by its name.
 */
public final class SilentFlywayLog implements LogCreator, Log {

  /** For Flyway. */
  public SilentFlywayLog() {}

  @Override
  public Log createLogger(Class<?> type) {
    return this;
  }

  @Override
  public void debug(String message) {}

  @Override
  public void info(String message) {}

  @Override
  public void warn(String message) {}

  @Override
  public void error(String message) {}

  @Override
  public void error(String message, Exception failure) {}

  @Override
  public void notice(String message) {}
}
