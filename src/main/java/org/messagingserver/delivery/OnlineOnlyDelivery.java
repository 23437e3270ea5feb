package org.messagingserver.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import org.messagingserver.delivery.ConsumerEvent.OnlineOnly;

/**
 * Passes messages that nobody keeps to one MailboxConsumer's client, if that takes them at once;
 * else they are dropped. They fill what the {@link UnackedWindow} leaves free, and only a few
 * places of that; where the client does not ack them, their places are free again soon.
 */
final class OnlineOnlyDelivery {
  private static final int MAX_UNACKED = 32;

  private record Unacked(long sentAt, int bytes) {}

  private final EventLoop eventLoop;
  private final MessageSink messageSink;
  private final UnackedWindow unackedWindow;
  private final KnownRegistration knownRegistration;
  private final KnownAdmission knownAdmission;
  private final long memoryMillis;
  private final DeliveryMeters meters;
  private final Map<Integer, Unacked> unacked = new LinkedHashMap<>();
  private int unackedBytes;

  /**
   * @param knownRegistration of the device, as it becomes known
   * @param knownAdmission of the device, as it becomes known
   * @param memoryMillis after which a message that is not acked is forgotten
   */
  OnlineOnlyDelivery(
      EventLoop eventLoop,
      MessageSink messageSink,
      UnackedWindow unackedWindow,
      KnownRegistration knownRegistration,
      KnownAdmission knownAdmission,
      long memoryMillis,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.messageSink = messageSink;
    this.unackedWindow = unackedWindow;
    this.knownRegistration = knownRegistration;
    this.knownAdmission = knownAdmission;
    this.memoryMillis = memoryMillis;
    this.meters = meters;
  }

  /** Takes a message that has come. */
  void offer(OnlineOnly message) {
    forgetOldest();
    boolean taken = isForDevice(message) && hasRoom() && messageSink.isWritable();
    if (taken) {
      int bytes = message.content().length();
      unacked.put(messageSink.deliver(message.content()), new Unacked(eventLoop.millis(), bytes));
      unackedBytes += bytes;
    }
    meters.onlineOnly(taken);
  }

  private boolean isForDevice(OnlineOnly message) {
    return knownAdmission.admits(message.deliveryToken())
        && !knownRegistration.differsFrom(message.registration());
  }

  /** A client that acks nothing gets nothing more. */
  private boolean hasRoom() {
    return unacked.size() < Math.min(MAX_UNACKED, unackedWindow.credit())
        && unackedBytes < unackedWindow.creditBytes()
        && !unackedWindow.isStuck();
  }

  private void forgetOldest() {
    long forgotten = eventLoop.millis() - memoryMillis;
    unacked.values().removeIf(message -> message.sentAt <= forgotten && release(message));
  }

  private boolean release(Unacked message) {
    unackedBytes -= message.bytes;
    return true;
  }

  /** The client acked a sequence that is not in the window. */
  void acked(int sequence) {
    Unacked message = unacked.remove(sequence);
    if (message != null) {
      release(message);
    }
  }
}
