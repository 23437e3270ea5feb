package org.messagingserver.delivery;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

/** Meters that nobody reads. */
public final class Unmetered {
  public static final DeliveryMeters DELIVERIES = new DeliveryMeters(new CompositeMeterRegistry());

  private Unmetered() {}
}
