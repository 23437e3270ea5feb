package org.messagingserver.tools.chaos;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** Prints and counts the faults. Thread-safe. */
final class FaultLog {
  private final IntSupplier clock;
  private final Screen screen;
  private final HistoryRecorder history;
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private String last = "none yet";
  private int problems;

  FaultLog(IntSupplier clock, Screen screen, HistoryRecorder history) {
    this.clock = clock;
    this.screen = screen;
    this.history = history;
  }

  /** A fault begins. */
  synchronized void fault(Fault fault, String details) {
    counts.merge(fault, 1, Integer::sum);
    last = time(clock.getAsInt()) + " " + details;
    screen.line(last);
    history.event(
        "chaos", "fault", new JsonObject().put("kind", fault.optionName()).put("what", details));
  }

  /** All that the latest fault had broken is whole again. */
  void repaired() {
    history.event("chaos", "repaired", new JsonObject());
  }

  /** A detail of the latest fault. */
  synchronized void note(String details) {
    screen.line(time(clock.getAsInt()) + "   " + details);
  }

  /** An error of the server. */
  synchronized void problem(String details) {
    problems++;
    screen.line(time(clock.getAsInt()) + " PROBLEM: " + details);
  }

  synchronized String last() {
    return last;
  }

  synchronized int problems() {
    return problems;
  }

  synchronized Map<Fault, Integer> counts() {
    return Collections.unmodifiableMap(new EnumMap<>(counts));
  }

  /** Formats milliseconds as minutes and seconds. */
  static String time(int millis) {
    return String.format(Locale.ROOT, "%02d:%04.1f", millis / 60_000, millis % 60_000 / 1000.0);
  }
}
