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
  /** CPU of the clients, on the same processors, for one operation, in microseconds. */
  LOAD_CPU("clients' CPU, µs", "%.1f"),
  /** CPU of each other node of the cluster for one operation, in microseconds. */
  OTHER_CPU("each other node's CPU, µs", "%.1f"),
  /** The rate of the last slice of operations, divided by that of the first. */
  LAST_TO_FIRST("last slice's rate to the first's", "%.2f"),
  /** Heap of the server per connection, in bytes. */
  HEAP("heap, bytes", "%,.0f"),
  /** Resident memory of the server per connection, in bytes. */
  RESIDENT("RSS, bytes", "%,.0f"),
  /** From the start of a process until it accepts clients, in seconds. */
  START("start to ready, s", "%.2f"),
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
