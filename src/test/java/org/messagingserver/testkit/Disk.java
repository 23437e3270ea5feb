package org.messagingserver.testkit;

import java.util.UUID;
import org.messagingserver.client.Identity;

/** What a server's messages have cost its database, whatever other databases do meanwhile. */
public final class Disk implements AutoCloseable {
  private final TestDatabase tables;
  private final TestServer server;

  public Disk(TestServer server) {
    this(server, server.databaseUri());
  }

  /**
   * @param uri of the server's database, where that is not how the server reaches it
   */
  public Disk(TestServer server, String uri) {
    this.server = server;
    this.tables = new TestDatabase(uri);
    tables.execute("CREATE EXTENSION IF NOT EXISTS pg_walinspect");
  }

  /** Rows ever inserted into mailboxes, committed or not: each takes a number. */
  public long rowsEver() {
    return tables.number(
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM mailbox_row_id_seq");
  }

  /** Messages that wait for a user just now. */
  public long waiting(Identity owner) {
    UUID user = server.vault().hash(owner.userId()).value();
    return tables.number("SELECT count(*) FROM mailbox WHERE user_hash = ?", user);
  }

  /** A moment in the log of all writes. */
  public String now() {
    return tables.column("SELECT pg_current_wal_lsn()").get(0);
  }

  /**
   * Bytes logged since then for anything in this database; there is always one record to look at.
   */
  public long bytesLoggedSince(String moment) {
    tables.column("SELECT pg_logical_emit_message(true, 'a', 'record')");
    return tables.number(
        """
        SELECT coalesce(sum(record_length), 0)
        FROM pg_get_wal_records_info(?::pg_lsn, pg_current_wal_flush_lsn())
        WHERE block_ref LIKE '%/' || (SELECT oid FROM pg_database WHERE datname = current_database())
                                  || '/%'
        """,
        moment);
  }

  @Override
  public void close() {
    tables.close();
  }
}
