package org.messagingserver.tools.bench;

import java.util.Locale;

/** The measurements of a side, in the order in which a table shows them. */
enum Metric {
  /** Operations in a second, as many as go. */
  RATE("a second", "%,.0f"),
  /** CPU of the server, or of the baseline in its place, for one operation, in microseconds. */
  SERVER_CPU("server CPU, µs", "%.1f"),
  /** CPU of all of Postgres for one operation, in microseconds. */
  POSTGRES_CPU("Postgres CPU, µs", "%.1f"),
  /** CPU of the clients, on the same processors, for one operation, in microseconds. */
  LOAD_CPU("clients' CPU, µs", "%.1f"),
  /** CPU of each node that did not do it itself, for one operation, in microseconds. */
  OTHER_CPU("each other node's CPU, µs", "%.1f"),
  /** How fast the last slice of all operations went, next to the first. */
  LAST_TO_FIRST("last slice's rate to the first's", "%.2f"),
  /** Heap of the server for each of many, in bytes. */
  HEAP("heap, bytes", "%,.0f"),
  /** Resident memory of the server for each of many, in bytes. */
  RESIDENT("RSS, bytes", "%,.0f"),
  /** From the start of a process until it takes clients, in seconds. */
  START("start to ready, s", "%.2f"),
  /** Milliseconds at saturation that half of all took at most. */
  FULL_P50("p50 at saturation, ms", "%.2f"),
  /** The same of 99 %. */
  FULL_P99("p99 at saturation, ms", "%.2f"),
  /** Milliseconds at half of the saturation's rate that half of all took at most. */
  HALF_P50("p50 at half of that, ms", "%.2f"),
  /** The same of 99 %. */
  HALF_P99("p99 at half of that, ms", "%.2f"),
  /** The same of 99.9 %. */
  HALF_P999("p99.9 at half of that, ms", "%.2f"),
  /** Milliseconds at a fixed rate that half of all took at most. */
  FIXED_P50("p50, ms", "%.2f"),
  /** The same of 99 %. */
  FIXED_P99("p99, ms", "%.2f"),
  /** The same of 99.9 %. */
  FIXED_P999("p99.9, ms", "%.2f"),
  /**
   * How late, meanwhile, a thread ran that only asks to be woken every half millisecond: what the
   * processors add to anything. 99 % of its delays were shorter.
   */
  HALF_TIMER_P99("p99 of a timer's delay meanwhile, ms", "%.2f"),
  /** How long, meanwhile, the slowest took of the writes of a single page to the disk. */
  SLOWEST_SYNC("slowest sync of a page meanwhile, ms", "%.2f"),
  /** CPU of the server, in hundredths of a processor. */
  SERVER_SHARE("server, % of a processor", "%.0f"),
  /** CPU of hostile clients, in hundredths of a processor. */
  HOSTILE_SHARE("hostile clients, % of a processor", "%.0f");

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
