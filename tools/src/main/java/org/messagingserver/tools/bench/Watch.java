package org.messagingserver.tools.bench;

import java.util.Map;
import java.util.function.Consumer;

/** Looks at something else while half of a load is offered. */
@FunctionalInterface
interface Watch {
  /** Sees nothing. */
  Watch NONE = () -> values -> {};

  /** Begins to look; what it gives ends that, and puts down what was seen. */
  Consumer<Map<Metric, Double>> begin();
}
