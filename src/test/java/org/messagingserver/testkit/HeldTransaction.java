package org.messagingserver.testkit;

import static org.assertj.core.api.Assertions.fail;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.messagingserver.postgres.TestPostgres;

/** A transaction that is open, with the locks of its statements, until it is closed: committed. */
public final class HeldTransaction implements AutoCloseable {
  private static final Duration SAFE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Connection connection;

  /**
   * @param uri of a database that {@link TestPostgres} made
   */
  public HeldTransaction(String uri) {
    try {
      connection = TestPostgres.connect(uri);
      connection.setAutoCommit(false);
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Runs a statement whose result is ignored. */
  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Returns once another statement waits for this transaction. */
  public void awaitBlocked() {
    long end = System.nanoTime() + SAFE.toNanos();
    while (!isBlocking()) {
      if (System.nanoTime() - end > 0) {
        fail("no statement waits for the transaction");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean isBlocking() {
    String sql = "SELECT FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() {
    try (connection) {
      connection.commit();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }
}
