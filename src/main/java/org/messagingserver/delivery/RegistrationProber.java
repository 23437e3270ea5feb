package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.List;

/**
 * Makes sure that other nodes find the registrations of this event loop: each second it asks one of
 * them to probe the event loop and its Dispatcher, and registers again where no probe came. So what
 * a cluster has lost of its registrations, or keeps in spite of the truth, costs seconds.
 */
final class RegistrationProber {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.delivery");
  private static final long TICK_MILLIS = 1000;

  /** Probes arrive before the reply that they have been sent, unless they are lost. */
  private static final long GRACE_MILLIS = 1000;

  /** A node that gets no replies may be unreachable itself: it registers again after so many. */
  private static final int REGISTER_AGAIN_AFTER = 5;

  private final EventLoop eventLoop;
  private final LoopBus bus;
  private final long loop;
  private final Dispatcher dispatcher;
  private final Runnable onDisturbance;
  private final DeliveryMeters meters;
  private final BusRegistration ownRegistration;
  private final List<BusRegistration> registrations;
  private int unanswered;
  private boolean stopped;

  /**
   * @param loop the event loop's id
   * @param loopRegistration the event loop's registration
   * @param onDisturbance called when something is missing, or no other node replies
   */
  RegistrationProber(
      EventLoop eventLoop,
      LoopBus bus,
      long loop,
      BusRegistration loopRegistration,
      Dispatcher dispatcher,
      Runnable onDisturbance,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.loop = loop;
    this.dispatcher = dispatcher;
    this.onDisturbance = onDisturbance;
    this.meters = meters;
    this.ownRegistration =
        new BusRegistration(eventLoop, () -> bus.serveProbes(this::probed), () -> {});
    this.registrations = List.of(ownRegistration, loopRegistration, dispatcher.busRegistration());
  }

  /** Starts; completes when this node serves others as well. */
  Future<Void> start() {
    eventLoop.after(TICK_MILLIS, this::tick);
    return ownRegistration.register();
  }

  void stop() {
    stopped = true;
    ownRegistration.close();
  }

  private void probed() {
    ownRegistration.probeReceived();
  }

  private void tick() {
    if (!stopped) {
      eventLoop.after(TICK_MILLIS, this::tick);
      probe();
    }
  }

  private void probe() {
    long askedAt = eventLoop.millis();
    bus.probe(loop, dispatcher.dispatcherId())
        .onSuccess(
            probed -> {
              unanswered = 0;
              if (probed) {
                eventLoop.after(GRACE_MILLIS, () -> evaluate(askedAt));
              }
            })
        .onFailure(silence -> unanswered());
  }

  private void unanswered() {
    onDisturbance.run();
    if (unanswered++ % REGISTER_AGAIN_AFTER == 0) {
      ownRegistration.registerAgain();
    }
  }

  private void evaluate(long askedAt) {
    List<BusRegistration> missing =
        registrations.stream()
            .filter(registration -> !stopped && registration.isMissingSince(askedAt))
            .toList();
    if (!missing.isEmpty()) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} event-bus registrations are missing on other nodes; registering again",
          missing.size());
      meters.registrationsLost(missing.size());
      missing.forEach(BusRegistration::registerAgain);
      onDisturbance.run();
    }
  }
}
