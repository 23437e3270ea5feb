package org.messagingserver.tools.bench;

import java.util.Locale;

/** The metrics of a contender, in the order of the table. */
enum Metric {
  /** Operations per second at saturation. */
  RATE("a second", "%,.0f"),
  /** CPU of the server, or of the baseline in its place, for one operation, in microseconds. */
  SERVER_CPU("server CPU, µs", "%.1f"),
  /** CPU of all of Postgres for one operation, in microseconds. */
  POSTGRES_CPU("Postgres CPU, µs", "%.1f"),
  /** Write-ahead log of Postgres for one operation, in bytes. */
  WAL("WAL, bytes", "%,.0f"),
  /** CPU of the clients, on the same processors, for one operation, in microseconds. */
  LOAD_CPU("clients' CPU, µs", "%.1f"),
  /** CPU of each other node of the cluster for one operation, in microseconds. */
  OTHER_CPU("each other node's CPU, µs", "%.1f"),
  /** CPU of all other nodes of the cluster together for one operation, in microseconds. */
  OTHERS_CPU("all other nodes' CPU, µs", "%.1f"),
  /** Look-ups in the directory for one message. */
  LOOKUPS("look-ups", "%.4f"),
  /** Heap of both copies of an entry of the directory, in bytes. */
  ENTRY_HEAP("heap of an entry, bytes", "%,.0f"),
  /** Median latency of a first message to a live recipient, in milliseconds. */
  FIRST_LIVE_P50("p50 to a live recipient, ms", "%.2f"),
  /** The same of 99 %. */
  FIRST_LIVE_P99("p99 to a live recipient, ms", "%.2f"),
  /** Median time until the Ack of a first message to an absent recipient, in milliseconds. */
  FIRST_ABSENT_P50("p50 of the Ack for an absent one, ms", "%.2f"),
  /** The same of 99 %. */
  FIRST_ABSENT_P99("p99 of the Ack for an absent one, ms", "%.2f"),
  /** Logins that took half a second or more, in percent. */
  DELAYED("logins delayed by it, %", "%.1f"),
  /** CPU of each survivor for the death of a node, beyond its idle time, in milliseconds. */
  DEATH_CPU("each survivor's CPU for it, ms", "%,.0f"),
  /** Median time from a login at another node until a message that was sent then is received. */
  REACHED_P50("p50 until a user is reached again, ms", "%.2f"),
  /** The same of 99 %. */
  REACHED_P99("p99 until a user is reached again, ms", "%.2f"),
  /** The same of the last of them, in seconds. */
  LAST_REACHED("until the last is reached again, s", "%.2f"),
  /** The rate of the last slice of operations, divided by that of the first. */
  LAST_TO_FIRST("last slice's rate to the first's", "%.2f"),
  /** Heap of the server per connection, in bytes. */
  HEAP("heap, bytes", "%,.0f"),
  /** Resident memory of the server per connection, in bytes. */
  RESIDENT("RSS, bytes", "%,.0f"),
  /** From the start of a process until it accepts clients, in seconds. */
  START("start to ready, s", "%.2f"),
  /** Clients that are logged in again after their node was killed. */
  LOGGED_IN_AGAIN("clients logged in again", "%,.0f"),
  /** From the end of their node until half of them are logged in again, in seconds. */
  HALF_BACK("until half of them are, s", "%.1f"),
  /** The same until all of them are. */
  ALL_BACK("until all of them are, s", "%.1f"),
  /** Logins that the server answered with {@code unavailable}. */
  UNAVAILABLE("answered unavailable", "%,.0f"),
  /** Attempts to log in that failed for any other reason. */
  OTHER_FAILURES("other failed attempts", "%,.0f"),
  /** Messages of others that the server refused meanwhile. */
  REFUSED("refused messages of others", "%,.0f"),
  /** Median latency at a fixed rate before a disturbance, in milliseconds. */
  BEFORE_P50("p50 before, ms", "%.2f"),
  /** The same of 99 %. */
  BEFORE_P99("p99 before, ms", "%.2f"),
  /** Median latency at saturation, in milliseconds. */
  FULL_P50("p50 at saturation, ms", "%.2f"),
  /** The same of 99 %. */
  FULL_P99("p99 at saturation, ms", "%.2f"),
  /** Median latency at half of the saturation's rate, in milliseconds. */
  HALF_P50("p50 at half of that, ms", "%.2f"),
  /** The same of 99 %. */
  HALF_P99("p99 at half of that, ms", "%.2f"),
  /** The same of 99.9 %. */
  HALF_P999("p99.9 at half of that, ms", "%.2f"),
  /** Median latency at a fixed rate, in milliseconds. */
  FIXED_P50("p50, ms", "%.2f"),
  /** The same of 99 %. */
  FIXED_P99("p99, ms", "%.2f"),
  /** The same of 99.9 %. */
  FIXED_P999("p99.9, ms", "%.2f"),
  /**
   * 99th percentile of the delay of a thread that wakes every half millisecond: the delay that the
   * scheduler adds to everything.
   */
  HALF_TIMER_P99("p99 of a timer's delay meanwhile, ms", "%.2f"),
  /** The slowest write of a page to the disk during the measurement. */
  SLOWEST_SYNC("slowest sync of a page meanwhile, ms", "%.2f"),
  /** Messages that were stored, in percent. */
  STORED("stored, %", "%.1f"),
  /** From the end of a pause until messages pass as fast as before it, in seconds. */
  RECOVERY("as fast as before after, s", "%.2f"),
  /** CPU of the server, in percent of a processor. */
  SERVER_SHARE("server, % of a processor", "%.0f"),
  /** CPU of hostile clients, in percent of a processor. */
  HOSTILE_SHARE("hostile clients, % of a processor", "%.0f"),
  /** Attachments that clients put beside the messages, in mebibytes a second. */
  UPLOADED("put meanwhile, MiB a second", "%.0f");

  private final String title;
  private final String format;

  Metric(String title, String format) {
    this.title = title;
    this.format = format;
  }

  String title() {
    return title;
  }

  String show(double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
