package org.messagingserver.prekeys;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of this package. */
public final class PreKeyMeters {
  private final Counter unknownTakes;

  /** Registers them. */
  public PreKeyMeters(MeterRegistry registry) {
    this.unknownTakes =
        Counter.builder("messaging.prekeys.takes.unknown")
            .description("Requests for keys whose statement did not answer: keys may be used up")
            .register(registry);
  }

  void unknownTakes(int requests) {
    unknownTakes.increment(requests);
  }
}
