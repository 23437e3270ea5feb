package org.messagingserver.tools.bench;

/** Counts the messages that servers have stored. */
final class StoredRows {
  private final SharedPostgres postgres;

  StoredRows(SharedPostgres postgres) {
    this.postgres = postgres;
  }

  /** The highest number of a row so far: each stored message draws one. */
  int soFar() {
    return postgres.number(
        "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('mailbox', 'row_id')), 0)::int");
  }

  /** The messages that have been stored since, in percent of these. */
  double percentSince(int before, long messages) {
    return 100.0 * (soFar() - before) / messages;
  }
}
