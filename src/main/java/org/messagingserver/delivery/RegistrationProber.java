package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes sure that other nodes find the places of this event loop: each second it asks one of them
 * to call at the Dispatcher and at a sample of the MailboxConsumers, and takes a place again where
 * no call came. The sample grows while any is missing, and after each disturbance; so what a
 * cluster has lost of its registrations, or keeps in spite of the truth, costs seconds.
 */
final class RegistrationProber {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.delivery");
  private static final long TICK_MILLIS = 1000;

  /** Calls go ahead of the answer that they have been made, unless they go astray. */
  private static final long GRACE_MILLIS = 1000;

  /** A node that gets no answers may be unreachable itself: it registers again after so many. */
  private static final int SAY_AGAIN_AFTER = 5;

  private static final int LEAST = 2;
  private static final int DISTURBED = 64;
  private static final int MOST = 512;

  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final Dispatcher dispatcher;
  private final Set<MailboxConsumer> inboxes;
  private final Runnable onDisturbance;
  private final DeliveryMeters meters;
  private final BusRegistration answering;
  private int sampleSize = LEAST;
  private int unanswered;
  private boolean stopped;

  /**
   * @param inboxes the open ones, as they come and go, in an order that this may change
   * @param onDisturbance told when something is missing, or no other node answers
   */
  RegistrationProber(
      EventLoop eventLoop,
      DeliveryBus bus,
      Dispatcher dispatcher,
      Set<MailboxConsumer> inboxes,
      Runnable onDisturbance,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.dispatcher = dispatcher;
    this.inboxes = inboxes;
    this.onDisturbance = onDisturbance;
    this.meters = meters;
    this.answering = new BusRegistration(eventLoop, () -> bus.answerProbes(this::called), () -> {});
  }

  /** Begins; completes when this node answers others as well. */
  Future<Void> begin() {
    eventLoop.after(TICK_MILLIS, this::tick);
    return answering.take();
  }

  void stop() {
    stopped = true;
    answering.leave();
  }

  /** Registrations may have been lost: a larger sample next time. */
  void disturbed() {
    sampleSize = Math.max(sampleSize, DISTURBED);
  }

  private void called() {
    answering.heardProbe();
  }

  private void tick() {
    if (!stopped) {
      eventLoop.after(TICK_MILLIS, this::tick);
      probe();
    }
  }

  private void probe() {
    List<MailboxConsumer> sample = nextSample();
    List<BusRegistration> places = new ArrayList<>(List.of(answering, dispatcher.place()));
    sample.forEach(mailboxConsumer -> places.add(mailboxConsumer.place()));
    long askedAt = eventLoop.millis();
    bus.probe(sample.stream().map(MailboxConsumer::owner).distinct().toList(), dispatcher.id())
        .onSuccess(
            called -> {
              unanswered = 0;
              if (called) {
                eventLoop.after(GRACE_MILLIS, () -> judge(places, askedAt));
              }
            })
        .onFailure(silence -> unanswered());
  }

  private void unanswered() {
    onDisturbance.run();
    if (unanswered++ % SAY_AGAIN_AFTER == 0) {
      answering.takeAgain();
    }
  }

  /** Those at the front, which go to the back: each has its turn, and none is held that closes. */
  private List<MailboxConsumer> nextSample() {
    List<MailboxConsumer> sample = inboxes.stream().limit(sampleSize).toList();
    sample.forEach(inboxes::remove);
    inboxes.addAll(sample);
    return sample.stream().filter(MailboxConsumer::isBegun).toList();
  }

  private void judge(List<BusRegistration> places, long askedAt) {
    places.removeIf(busRegistration -> stopped || !busRegistration.isMissedSince(askedAt));
    if (places.isEmpty()) {
      sampleSize = Math.max(LEAST, sampleSize / 2);
    } else {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} event-bus registrations are missing on other nodes; registering again",
          places.size());
      meters.placesLost(places.size());
      places.forEach(BusRegistration::takeAgain);
      sampleSize = Math.min(MOST, 2 * Math.max(sampleSize, DISTURBED));
      onDisturbance.run();
    }
  }
}
