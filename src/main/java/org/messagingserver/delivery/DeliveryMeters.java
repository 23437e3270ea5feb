package org.messagingserver.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.messagingserver.directory.Registrations;

/**
 * The metrics of this package, over all event loops. Times are those of the event loops' clocks: a
 * message costs a few dozen nanoseconds here.
 */
public final class DeliveryMeters {
  final Depth pending;
  final Depth unacked;
  private final Timer confirmedHandedOver;
  private final Timer confirmedStored;
  private final Timer deliveredHandedOver;
  private final Timer deliveredDrained;
  private final DistributionSummary batchMessages;
  private final Timer batchStored;
  private final Timer batchFailed;
  private final Counter sweepRecovered;
  private final Counter lostRegistrations;
  private final LongAdder registered = new LongAdder();
  private final LongAdder unwrittenBytes = new LongAdder();
  private final Counter moved;
  private final Counter ghosts;
  private final Timer lookupsFound;
  private final Timer lookupsNobody;
  private final Timer lookupsUnknown;
  private final Counter onlineOnlyDelivered;
  private final Counter onlineOnlyDropped;

  public DeliveryMeters(MeterRegistry registry) {
    pending =
        new Depth(
            "dispatcher.pending",
            "that senders have sent and that are neither acked nor stored yet",
            registry);
    unacked =
        new Depth(
            "consumer.unacked", "that were sent to recipients and are not acked yet", registry);
    confirmedHandedOver = confirm("handed_over", registry);
    confirmedStored = confirm("stored", registry);
    deliveredHandedOver = delivery("handed_over", registry);
    deliveredDrained = delivery("drained", registry);
    batchMessages =
        DistributionSummary.builder("messaging.store.batch.messages")
            .description("Messages in one statement that stores them")
            .serviceLevelObjectives(1, 4, 16, 64, 128)
            .register(registry);
    batchStored = batch("answered", registry);
    batchFailed = batch("failed", registry);
    sweepRecovered =
        Counter.builder("messaging.mailbox.sweep.recovered")
            .description("Mailboxes in which the sweep found what no notification had announced")
            .register(registry);
    lostRegistrations =
        Counter.builder("messaging.bus.registrations.lost")
            .description("Event-bus registrations that other nodes did not find")
            .register(registry);
    Gauge.builder("messaging.directory.entries", registered, LongAdder::sum)
        .description("MailboxConsumers of this node that are in the directory, or on their way")
        .register(registry);
    Gauge.builder("messaging.bus.unwritten", unwrittenBytes, LongAdder::sum)
        .baseUnit("bytes")
        .description("Bytes of events for other nodes that the bus has not written yet")
        .register(registry);
    moved =
        Counter.builder("messaging.directory.moved")
            .description("Events that came back since the directory had changed")
            .register(registry);
    ghosts =
        Counter.builder("messaging.directory.ghosts")
            .description("Entries of the directory that named this node without a cause")
            .register(registry);
    lookupsFound = lookup("found", registry);
    lookupsNobody = lookup("nobody", registry);
    lookupsUnknown = lookup("unknown", registry);
    onlineOnlyDelivered = onlineOnly("delivered", registry);
    onlineOnlyDropped = onlineOnly("dropped", registry);
  }

  private static Timer lookup(String outcome, MeterRegistry registry) {
    return Timer.builder("messaging.directory.lookup")
        .description("Look-ups in the directory of live Addresses, by outcome")
        .tag("outcome", outcome)
        .serviceLevelObjectives(millis(2, 5, 10, 25, 50, 100, 250, 1000, 5000))
        .register(registry);
  }

  private static Counter onlineOnly(String outcome, MeterRegistry registry) {
    return Counter.builder("messaging.online.only")
        .description("Messages with onlineOnly that reached the node of a socket, by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static Timer confirm(String way, MeterRegistry registry) {
    return Timer.builder("messaging.confirm")
        .description("From a sender's message until it was acked or committed, by way")
        .tag("way", way)
        .serviceLevelObjectives(millis(2, 5, 10, 25, 50, 100, 250, 1000, 5000))
        .register(registry);
  }

  private static Timer delivery(String way, MeterRegistry registry) {
    return Timer.builder("messaging.delivery")
        .description("From sending a message to its recipient's socket to the recipient's Ack")
        .tag("way", way)
        .serviceLevelObjectives(millis(2, 5, 10, 25, 50, 100, 250, 1000, 5000, 30_000))
        .register(registry);
  }

  private static Timer batch(String outcome, MeterRegistry registry) {
    return Timer.builder("messaging.store.batch")
        .description("Statements that store messages")
        .tag("outcome", outcome)
        .serviceLevelObjectives(millis(2, 5, 10, 25, 50, 100, 250, 1000))
        .register(registry);
  }

  private static Duration[] millis(long... bounds) {
    return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  /** A message's recipient has acked it, or it is committed. */
  void committedOrAcked(boolean stored, long millis) {
    (stored ? confirmedStored : confirmedHandedOver).record(millis, TimeUnit.MILLISECONDS);
  }

  /** A recipient has acked a message. */
  void acked(boolean handedOver, long millis) {
    (handedOver ? deliveredHandedOver : deliveredDrained).record(millis, TimeUnit.MILLISECONDS);
  }

  /** A statement that stores messages was answered, or was not. */
  void stored(int messages, boolean answered, long millis) {
    batchMessages.record(messages);
    (answered ? batchStored : batchFailed).record(millis, TimeUnit.MILLISECONDS);
  }

  /** A message that nobody keeps has come to a MailboxConsumer. */
  void onlineOnly(boolean delivered) {
    (delivered ? onlineOnlyDelivered : onlineOnlyDropped).increment();
  }

  /** So many MailboxConsumers more are registered, or less. */
  void consumersRegistered(int change) {
    registered.add(change);
  }

  /** The directory has answered, or has not. */
  void lookedUp(AsyncResult<Registrations> answer, long millis) {
    Timer timer =
        answer.failed() ? lookupsUnknown : answer.result().isEmpty() ? lookupsNobody : lookupsFound;
    timer.record(millis, TimeUnit.MILLISECONDS);
  }

  void moved() {
    moved.increment();
  }

  void ghost() {
    ghosts.increment();
  }

  /** So many bytes more wait to be written, or less. */
  void unwritten(long change) {
    unwrittenBytes.add(change);
  }

  void sweepRecovered() {
    sweepRecovered.increment();
  }

  void registrationsLost(int count) {
    lostRegistrations.increment(count);
  }

  /** Messages that are held somewhere, and their bytes. */
  static final class Depth {
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    private Depth(String where, String which, MeterRegistry registry) {
      Gauge.builder("messaging." + where + ".messages", messages, LongAdder::sum)
          .description("Messages " + which)
          .register(registry);
      Gauge.builder("messaging." + where, bytes, LongAdder::sum)
          .baseUnit("bytes")
          .description("Bytes of messages " + which)
          .register(registry);
    }

    void add(long heldBytes) {
      messages.increment();
      bytes.add(heldBytes);
    }

    void remove(long heldBytes) {
      remove(1, heldBytes);
    }

    void remove(int count, long heldBytes) {
      messages.add(-count);
      bytes.add(-heldBytes);
    }
  }
}
