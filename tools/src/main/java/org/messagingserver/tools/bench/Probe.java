package org.messagingserver.tools.bench;

import java.util.Map;
import java.util.function.Consumer;

/** Measures something else while half of the load is offered. */
@FunctionalInterface
interface Probe {
  /** Measures nothing. */
  Probe NONE = () -> values -> {};

  /** Starts to measure; the returned function stops, and adds the measured values. */
  Consumer<Map<Metric, Double>> begin();
}
