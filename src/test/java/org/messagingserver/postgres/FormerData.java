package org.messagingserver.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Rows of every kind in tables of an earlier release, by a former Postgres. */
final class FormerData {
  /** The tables of release 0.1 before messages expired one by one. */
  static final String SCHEMA = "4";

  static final int MESSAGES = 3000;

  private static final String[] ROWS = {
    "INSERT INTO deployment VALUES (true, '00000000-0000-0000-0000-00000000000a',"
        + " '00000000-0000-0000-0000-00000000000b')",
    "INSERT INTO device (user_hash, device_id, epoch, fingerprint, registration)"
        + " SELECT gen_random_uuid(), n, -n, gen_random_uuid(), sha256(n::text::bytea)"
        + " FROM generate_series(1, 50) n",
    "INSERT INTO one_time_pre_key (user_hash, device_id, fingerprint, epoch, sealed_key)"
        + " SELECT gen_random_uuid(), n, gen_random_uuid(), n,"
        + " CASE WHEN n % 2 = 0 THEN sha256(n::text::bytea) END FROM generate_series(1, 200) n",
    "INSERT INTO mailbox (user_hash, device_id, message_id, epoch, expires_at, sealed_message)"
        + " SELECT gen_random_uuid(), n, gen_random_uuid(), n, now() + interval '7 days',"
        + " decode(repeat('00ff5c0a', 1000 + n), 'hex') FROM generate_series(1, "
        + MESSAGES
        + ") n",
    "DELETE FROM mailbox WHERE row_id > " + (MESSAGES - 7)
  };

  private FormerData() {}

  /** Makes it; the server is stopped in order. */
  static void in(Path directory) throws SQLException {
    try (FormerPostgres former = FormerPostgres.in(directory)) {
      fill(former);
    }
  }

  static void fill(FormerPostgres former) throws SQLException {
    new Migrations(JdbcSource.of(ConnectionUri.options(former.uri()), Optional.empty()), "test")
        .runUpTo(SCHEMA, line -> {});
    try (Connection connection = connected(former.uri());
        Statement statement = connection.createStatement()) {
      for (String sql : ROWS) {
        statement.execute(sql);
      }
    }
  }

  /** Something that differs where any row does, or a number that comes next. */
  static String digest(String uri) throws SQLException {
    return column(
        uri,
        """
        SELECT md5(concat(
          (SELECT string_agg(row(deployment_id, keyset_id)::text, '' ) FROM deployment),
          (SELECT string_agg(row(user_hash, device_id, epoch, fingerprint, registration)::text, ''
             ORDER BY device_id) FROM device),
          (SELECT string_agg(row(user_hash, device_id, key_id, epoch, sealed_key)::text, ''
             ORDER BY key_id) FROM one_time_pre_key),
          (SELECT string_agg(row(user_hash, row_id, message_id, epoch, expires_at, sealed_message)::text, ''
             ORDER BY row_id) FROM mailbox),
          (SELECT row(last_value, is_called)::text FROM mailbox_row_id_seq)))\
        """);
  }

  static String column(String uri, String sql) throws SQLException {
    try (Connection connection = connected(uri);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static Connection connected(String uri) throws SQLException {
    return JdbcSource.of(ConnectionUri.options(uri), Optional.empty()).getConnection();
  }
}
