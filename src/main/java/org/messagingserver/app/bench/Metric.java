package org.messagingserver.app.bench;

import java.util.Locale;

/** What can be measured of a side, in the order in which a table shows it. */
enum Metric {
  /** Operations in a second, as many as go. */
  RATE("a second", "%,.0f"),
  /** CPU of the server, or of the floor in its place, for one operation, in microseconds. */
  SERVER_CPU("server CPU, µs", "%.1f"),
  /** CPU of all of Postgres for one operation, in microseconds. */
  POSTGRES_CPU("Postgres CPU, µs", "%.1f"),
  /** Milliseconds at saturation that half of all took at most. */
  FULL_P50("p50 at saturation, ms", "%.2f"),
  /** The same of 99 %. */
  FULL_P99("p99 at saturation, ms", "%.2f"),
  /** Milliseconds at half of the saturation's rate that half of all took at most. */
  HALF_P50("p50 at half of that, ms", "%.2f"),
  /** The same of 99 %. */
  HALF_P99("p99 at half of that, ms", "%.2f"),
  /** The same of 99.9 %. */
  HALF_P999("p99.9 at half of that, ms", "%.2f");

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
