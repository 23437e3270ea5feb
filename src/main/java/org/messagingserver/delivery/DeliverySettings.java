package org.messagingserver.delivery;

import java.time.Duration;
import org.messagingserver.settings.Problem;
import org.messagingserver.settings.Section;
import org.messagingserver.settings.SettingsException;

/**
 * How long and how much a message may stay in memory on its way.
 *
 * @param handoff how long a live recipient may take to ack before its message is stored; 0: every
 *     message is stored
 * @param ack the Ack of a message leaves no earlier than this after the message came; 0: at once
 * @param store without a commit for this long a message is refused as unavailable
 * @param maxInFlight messages sent to one socket and not yet acked
 * @param maxInFlightBytes bytes of them
 * @param outboxBytes bytes of unfinished messages of one event loop
 * @param senderBytes bytes of unfinished messages of one sender's socket
 * @param batchRows messages stored or read by one statement
 * @param batchBytes bytes of them, but for the first
 * @param batches statements of one event loop under way at once
 * @param settle how long acked messages gather before they are deleted together
 * @param sweep within this time every local Address is looked after once
 */
public record DeliverySettings(
    Duration handoff,
    Duration ack,
    Duration store,
    int maxInFlight,
    int maxInFlightBytes,
    int outboxBytes,
    int senderBytes,
    int batchRows,
    int batchBytes,
    int batches,
    Duration settle,
    Duration sweep) {
  private static final String POSITIVE = "1 or more";

  public DeliverySettings {
    long ackMillis = ack.toMillis();
    long handoffMillis = handoff.toMillis();
    SettingsException.check(
        Problem.unless(
            ackMillis >= 0 && ackMillis <= 60_000, "delivery.ackMillis", ackMillis, "0 to 60000"),
        Problem.unless(
            handoffMillis >= 0 && handoffMillis <= 60_000,
            "delivery.handoffMillis",
            handoffMillis,
            "0 to 60000"),
        Problem.unless(
            handoffMillis < store.toMillis(),
            "delivery.handoffMillis",
            handoffMillis,
            "less than delivery.storeMillis"),
        Problem.unless(
            store.toMillis() > 0 && store.toMillis() <= 3_600_000,
            "delivery.storeMillis",
            store.toMillis(),
            "1 to 3600000"),
        Problem.unless(maxInFlight > 0, "delivery.maxInFlight", maxInFlight, POSITIVE),
        Problem.unless(
            maxInFlightBytes > 0, "delivery.maxInFlightBytes", maxInFlightBytes, POSITIVE),
        Problem.unless(outboxBytes > 0, "delivery.outboxBytes", outboxBytes, POSITIVE),
        Problem.unless(
            senderBytes > 0 && senderBytes <= outboxBytes,
            "delivery.senderBytes",
            senderBytes,
            "1 to delivery.outboxBytes"),
        Problem.unless(
            batchRows > 0 && batchRows <= 10_000, "delivery.batchRows", batchRows, "1 to 10000"),
        Problem.unless(batchBytes > 0, "delivery.batchBytes", batchBytes, POSITIVE),
        Problem.unless(batches > 0 && batches <= 64, "delivery.batches", batches, "1 to 64"),
        Problem.unless(
            settle.toMillis() > 0 && settle.toMillis() <= 60_000,
            "delivery.settleMillis",
            settle.toMillis(),
            "1 to 60000"),
        Problem.unless(
            sweep.toSeconds() > 0 && sweep.toSeconds() <= 86_400,
            "delivery.sweepSeconds",
            sweep.toSeconds(),
            "1 to 86400"));
  }

  /**
   * How long an Inbox remembers what was acked: by then no Outbox stores it any more, and every
   * sweep that could find it has come round.
   */
  Duration ackMemory() {
    return handoff.plus(store).plus(sweep.multipliedBy(2));
  }

  /** Reads {@code delivery.*}. */
  public static DeliverySettings read(Section root) {
    Section delivery = root.section("delivery");
    Duration handoff = delivery.millis("handoffMillis", 150);
    Duration ack = delivery.millis("ackMillis", 200);
    Duration store = delivery.millis("storeMillis", 5000);
    int maxInFlight = delivery.integer("maxInFlight", 256);
    int maxInFlightBytes = delivery.integer("maxInFlightBytes", 4 << 20);
    int outboxBytes = delivery.integer("outboxBytes", 64 << 20);
    int senderBytes = delivery.integer("senderBytes", 4 << 20);
    int batchRows = delivery.integer("batchRows", 128);
    int batchBytes = delivery.integer("batchBytes", 1 << 20);
    int batches = delivery.integer("batches", 2);
    Duration settle = delivery.millis("settleMillis", 25);
    Duration sweep = delivery.seconds("sweepSeconds", 60);
    return delivery.build(
        () ->
            new DeliverySettings(
                handoff,
                ack,
                store,
                maxInFlight,
                maxInFlightBytes,
                outboxBytes,
                senderBytes,
                batchRows,
                batchBytes,
                batches,
                settle,
                sweep));
  }
}
