package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes sure that other nodes find the places of this event loop: each second it asks one of them
 * to call at the Outbox and at a sample of the Inboxes, and takes a place again where no call came.
 * The sample grows while any is missing, and after each disturbance; so what a cluster has lost of
 * its registrations, or keeps in spite of the truth, costs seconds.
 */
final class Probing {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.delivery");
  private static final long TICK_MILLIS = 1000;

  /** Calls go ahead of the answer that they have been made, unless they go astray. */
  private static final long GRACE_MILLIS = 1000;

  /** A node that gets no answers may be unreachable itself: it registers again after so many. */
  private static final int SAY_AGAIN_AFTER = 5;

  private static final int LEAST = 2;
  private static final int DISTURBED = 64;
  private static final int MOST = 512;

  private final Loop loop;
  private final DeliveryBus bus;
  private final Outbox outbox;
  private final Set<Inbox> inboxes;
  private final Runnable onDisturbance;
  private final DeliveryMeters meters;
  private final Place answering;
  private int sampleSize = LEAST;
  private int unanswered;
  private boolean stopped;

  /**
   * @param inboxes the open ones, as they come and go, in an order that this may change
   * @param onDisturbance told when something is missing, or no other node answers
   */
  Probing(
      Loop loop,
      DeliveryBus bus,
      Outbox outbox,
      Set<Inbox> inboxes,
      Runnable onDisturbance,
      DeliveryMeters meters) {
    this.loop = loop;
    this.bus = bus;
    this.outbox = outbox;
    this.inboxes = inboxes;
    this.onDisturbance = onDisturbance;
    this.meters = meters;
    this.answering = new Place(loop, () -> bus.answerProbes(this::called), () -> {});
  }

  /** Begins; completes when this node answers others as well. */
  Future<Void> begin() {
    loop.after(TICK_MILLIS, this::tick);
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
      loop.after(TICK_MILLIS, this::tick);
      probe();
    }
  }

  private void probe() {
    List<Inbox> sample = nextSample();
    List<Place> places = new ArrayList<>(List.of(answering, outbox.place()));
    sample.forEach(inbox -> places.add(inbox.place()));
    long askedAt = loop.millis();
    bus.probe(sample.stream().map(Inbox::owner).distinct().toList(), outbox.id())
        .onSuccess(
            called -> {
              unanswered = 0;
              if (called) {
                loop.after(GRACE_MILLIS, () -> judge(places, askedAt));
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
  private List<Inbox> nextSample() {
    List<Inbox> sample = inboxes.stream().limit(sampleSize).toList();
    sample.forEach(inboxes::remove);
    inboxes.addAll(sample);
    return sample.stream().filter(Inbox::isBegun).toList();
  }

  private void judge(List<Place> places, long askedAt) {
    places.removeIf(place -> stopped || !place.isMissedSince(askedAt));
    if (places.isEmpty()) {
      sampleSize = Math.max(LEAST, sampleSize / 2);
    } else {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} event-bus registrations are missing on other nodes; registering again",
          places.size());
      meters.placesLost(places.size());
      places.forEach(Place::takeAgain);
      sampleSize = Math.min(MOST, 2 * Math.max(sampleSize, DISTURBED));
      onDisturbance.run();
    }
  }
}
