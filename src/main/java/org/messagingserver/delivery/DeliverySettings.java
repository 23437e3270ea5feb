package org.messagingserver.delivery;

import java.time.Duration;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.config.MemorySettings;

/**
 * How long and how much a message may stay in memory on its way.
 *
 * @param handoffTimeout how long a live recipient may take to ack before its message is stored; 0:
 *     every message is stored
 * @param ackDelay the Ack of a message leaves no earlier than this after the message came; 0: at
 *     once
 * @param storeTimeout without a commit for this long a message is refused as unavailable
 * @param maxInFlight messages sent to one socket and not yet acked
 * @param maxInFlightBytes bytes of them
 * @param maxBytesPerEventLoop bytes of unfinished messages of one event loop
 * @param maxBytesPerSender bytes of unfinished messages of one sender's socket
 * @param readAheadBytes bytes that an event loop keeps of messages that it has read and recipients
 *     do not take yet
 * @param batchRows messages stored or read by one statement
 * @param batchBytes bytes of them, except for the first
 * @param maxConcurrentBatches statements of one event loop under way at once
 * @param deleteDelay how long acked messages gather before they are deleted together
 * @param siblingDelay how long a message stays in the store after its first Ack, so that the other
 *     sockets of its Address can read it
 * @param reconcileInterval within this time every local Address is reconciled once
 */
public record DeliverySettings(
    Duration handoffTimeout,
    Duration ackDelay,
    Duration storeTimeout,
    int maxInFlight,
    int maxInFlightBytes,
    long maxBytesPerEventLoop,
    int maxBytesPerSender,
    long readAheadBytes,
    int batchRows,
    int batchBytes,
    int maxConcurrentBatches,
    Duration deleteDelay,
    Duration siblingDelay,
    Duration reconcileInterval) {
  private static final String POSITIVE = "1 or more";
  private static final int BATCH_ROWS = 128;
  private static final int BATCH_BYTES = 1 << 20;

  /** One is on its way to the disk while the next one gathers and is sent. */
  private static final int MAX_CONCURRENT_BATCHES = 2;

  private static final Duration DELETE_DELAY = Duration.ofMillis(25);

  /** Busy nodes, and a pause of a garbage collector, take less. */
  private static final Duration SIBLING_DELAY = Duration.ofSeconds(1);

  public DeliverySettings {
    long ackMillis = ackDelay.toMillis();
    long handoffMillis = handoffTimeout.toMillis();
    ConfigException.check(
        ConfigError.unless(
            ackMillis >= 0 && ackMillis <= 60_000, "delivery.ackMillis", ackMillis, "0 to 60000"),
        ConfigError.unless(
            handoffMillis >= 0 && handoffMillis <= 60_000,
            "delivery.handoffMillis",
            handoffMillis,
            "0 to 60000"),
        ConfigError.unless(
            handoffMillis < storeTimeout.toMillis(),
            "delivery.handoffMillis",
            handoffMillis,
            "less than delivery.storeMillis"),
        ConfigError.unless(
            storeTimeout.toMillis() > 0 && storeTimeout.toMillis() <= 3_600_000,
            "delivery.storeMillis",
            storeTimeout.toMillis(),
            "1 to 3600000"),
        ConfigError.unless(maxInFlight > 0, "delivery.maxInFlight", maxInFlight, POSITIVE),
        ConfigError.unless(
            maxInFlightBytes > 0, "delivery.maxInFlightBytes", maxInFlightBytes, POSITIVE),
        ConfigError.unless(
            maxBytesPerSender > 0, "delivery.maxBytesPerSender", maxBytesPerSender, POSITIVE),
        ConfigError.unless(
            reconcileInterval.toSeconds() > 0 && reconcileInterval.toSeconds() <= 86_400,
            "delivery.reconcileIntervalSeconds",
            reconcileInterval.toSeconds(),
            "1 to 86400"));
  }

  /**
   * How long a MailboxConsumer remembers what was acked: by then no Dispatcher stores it any more,
   * and every sweep that could find it has come round.
   */
  Duration ackMemory() {
    return handoffTimeout.plus(storeTimeout).plus(reconcileInterval.multipliedBy(2));
  }

  /** Reads {@code delivery.*}. */
  public static DeliverySettings read(ConfigSection root, MemorySettings memory) {
    ConfigSection delivery = root.section("delivery");
    Duration handoffTimeout = delivery.millis("handoffMillis", 150);
    Duration ackDelay = delivery.millis("ackMillis", 200);
    Duration storeTimeout = delivery.millis("storeMillis", 5000);
    int maxInFlight = delivery.integer("maxInFlight", 1024);
    int maxInFlightBytes = delivery.integer("maxInFlightBytes", 4 << 20);
    int maxBytesPerSender = delivery.integer("maxBytesPerSender", 4 << 20);
    Duration reconcileInterval = delivery.seconds("reconcileIntervalSeconds", 60);
    return delivery.build(
        () ->
            new DeliverySettings(
                handoffTimeout,
                ackDelay,
                storeTimeout,
                maxInFlight,
                maxInFlightBytes,
                Math.max(memory.pendingBytes(), maxBytesPerSender),
                maxBytesPerSender,
                memory.readAheadBytes(),
                BATCH_ROWS,
                BATCH_BYTES,
                MAX_CONCURRENT_BATCHES,
                DELETE_DELAY,
                SIBLING_DELAY,
                reconcileInterval));
  }
}
