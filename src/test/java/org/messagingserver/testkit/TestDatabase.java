package org.messagingserver.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.postgres.TestPostgres;

/** What a test itself looks up and changes in a database, past the server. */
public final class TestDatabase implements AutoCloseable {
  private final Connection connection;

  /**
   * @param uri of a database that {@link TestPostgres} made
   */
  public TestDatabase(String uri) {
    try {
      this.connection = TestPostgres.connect(uri);
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Runs statements that return nothing; says how many rows the last one touched. */
  public int execute(String sql, Object... parameters) {
    try (PreparedStatement statement = prepared(sql, parameters)) {
      statement.execute();
      return statement.getUpdateCount();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** The first column, as text. */
  public List<String> column(String sql, Object... parameters) {
    try (PreparedStatement statement = prepared(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  /** The one number that a query gives. */
  public long number(String sql, Object... parameters) {
    return Long.parseLong(column(sql, parameters).get(0));
  }

  private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int index = 0; index < parameters.length; index++) {
      statement.setObject(index + 1, parameters[index]);
    }
    return statement;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }
}
