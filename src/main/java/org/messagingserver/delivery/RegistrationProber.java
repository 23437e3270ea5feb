package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes sure that other nodes find the registrations of this event loop: each second it asks one of
 * them to probe the Dispatcher and a sample of the MailboxConsumers, and registers again where no
 * probe came. The sample grows while any is missing, and after each disturbance; so what a cluster
 * has lost of its registrations, or keeps in spite of the truth, costs seconds.
 */
final class RegistrationProber {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.delivery");
  private static final long TICK_MILLIS = 1000;

  /** Probes arrive before the reply that they have been sent, unless they are lost. */
  private static final long GRACE_MILLIS = 1000;

  /** A node that gets no replies may be unreachable itself: it registers again after so many. */
  private static final int REGISTER_AGAIN_AFTER = 5;

  private static final int MIN_SAMPLE = 2;
  private static final int CHANGED_SAMPLE = 64;
  private static final int MAX_SAMPLE = 512;

  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final Dispatcher dispatcher;
  private final Set<MailboxConsumer> consumers;
  private final Runnable onDisturbance;
  private final DeliveryMeters meters;
  private final BusRegistration ownRegistration;
  private int sampleSize = MIN_SAMPLE;
  private int unanswered;
  private boolean stopped;

  /**
   * @param consumers the open ones, as they come and go, in an order that this may change
   * @param onDisturbance called when something is missing, or no other node replies
   */
  RegistrationProber(
      EventLoop eventLoop,
      DeliveryBus bus,
      Dispatcher dispatcher,
      Set<MailboxConsumer> consumers,
      Runnable onDisturbance,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.dispatcher = dispatcher;
    this.consumers = consumers;
    this.onDisturbance = onDisturbance;
    this.meters = meters;
    this.ownRegistration =
        new BusRegistration(eventLoop, () -> bus.serveProbes(this::probed), () -> {});
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

  /** Registrations may have been lost: a larger sample next time. */
  void membershipChanged() {
    sampleSize = Math.max(sampleSize, CHANGED_SAMPLE);
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
    List<MailboxConsumer> sample = nextSample();
    List<BusRegistration> registrations =
        new ArrayList<>(List.of(ownRegistration, dispatcher.busRegistration()));
    sample.forEach(mailboxConsumer -> registrations.add(mailboxConsumer.busRegistration()));
    long askedAt = eventLoop.millis();
    bus.probe(
            sample.stream().map(MailboxConsumer::owner).distinct().toList(),
            dispatcher.dispatcherId())
        .onSuccess(
            probed -> {
              unanswered = 0;
              if (probed) {
                eventLoop.after(GRACE_MILLIS, () -> evaluate(registrations, askedAt));
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

  /**
   * Those at the front, which go to the back: each is probed in rotation, and none is held that
   * closes.
   */
  private List<MailboxConsumer> nextSample() {
    List<MailboxConsumer> sample = consumers.stream().limit(sampleSize).toList();
    sample.forEach(consumers::remove);
    consumers.addAll(sample);
    return sample.stream().filter(MailboxConsumer::isStarted).toList();
  }

  private void evaluate(List<BusRegistration> registrations, long askedAt) {
    registrations.removeIf(busRegistration -> stopped || !busRegistration.isMissingSince(askedAt));
    if (registrations.isEmpty()) {
      sampleSize = Math.max(MIN_SAMPLE, sampleSize / 2);
    } else {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} event-bus registrations are missing on other nodes; registering again",
          registrations.size());
      meters.registrationsLost(registrations.size());
      registrations.forEach(BusRegistration::registerAgain);
      sampleSize = Math.min(MAX_SAMPLE, 2 * Math.max(sampleSize, CHANGED_SAMPLE));
      onDisturbance.run();
    }
  }
}
