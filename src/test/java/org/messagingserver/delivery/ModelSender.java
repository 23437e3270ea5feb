package org.messagingserver.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.protocol.Handling;
import org.messagingserver.session.FanOut;

/** A sender's socket: what it sends while it is not read waits until it is read again. */
final class ModelSender {
  final String name;
  final Dispatcher dispatcher;
  final SenderQuota senderQuota;
  final FanOut fanOut;
  private final Sending sending;
  private final Deque<Request> unread = new ArrayDeque<>();
  private boolean read = true;
  private boolean stopped;

  /** What happens to a message that has been read. */
  @FunctionalInterface
  interface Sending {
    void send(ModelSender sender, Request request);
  }

  /** Something to be sent. */
  sealed interface Request {}

  /** A message for several devices. */
  record Many(List<ModelAction.Part> parts, Handling handling) implements Request {}

  /** A message. */
  record Letter(
      HashedAddress to,
      Optional<HashedRegistration> registration,
      Optional<UUID> token,
      Handling handling)
      implements Request {}

  ModelSender(String name, Dispatcher dispatcher, DeliverySettings settings, Sending sending) {
    this.name = name;
    this.dispatcher = dispatcher;
    this.senderQuota =
        new SenderQuota(
            dispatcher, ModelNames.ENCRYPTION, settings.maxBytesPerSender(), this::decide, () -> 0);
    this.sending = sending;
    this.fanOut = new FanOut(senderQuota, new Random(1));
  }

  void send(Request request) {
    unread.add(request);
    readOn();
  }

  /**
   * As a socket does after each request, and when its quota calls back that there is room again.
   */
  void decide() {
    read = !stopped && senderQuota.hasRoom();
    readOn();
  }

  /** Its node stops: what has not been read is not answered. */
  void stopReading() {
    stopped = true;
    read = false;
  }

  private void readOn() {
    while (read && !unread.isEmpty()) {
      sending.send(this, unread.poll());
      read = !stopped && senderQuota.hasRoom();
    }
  }

  boolean isStopped() {
    return stopped;
  }

  boolean isRead() {
    return read;
  }
}
