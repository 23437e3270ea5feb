package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.messagingserver.delivery.ConsumerEvent.OnlineOnly;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.Handling;

/**
 * One sender's socket's part of the memory of its event loop's Dispatcher. When it is used up, or
 * the Dispatcher is full, the socket should not be read until the quota calls back that there is
 * room again.
 */
public final class SenderQuota {
  private final Dispatcher dispatcher;
  private final Encryption encryption;
  private final int maxBytes;
  private final Runnable onRoom;
  private final LongSupplier source;
  private long bytes;
  private boolean usedUp;
  private Address lastTo;
  private HashedAddress lastHash;
  private DeliveryToken lastToken;
  private UUID lastFingerprint;

  SenderQuota(
      Dispatcher dispatcher,
      Encryption encryption,
      int maxBytes,
      Runnable onRoom,
      LongSupplier source) {
    this.dispatcher = dispatcher;
    this.encryption = encryption;
    this.maxBytes = maxBytes;
    this.onRoom = onRoom;
    this.source = source;
  }

  /**
   * Takes a message, and keeps it until it is acked or committed even if the sender disconnects
   * meanwhile.
   *
   * @return completes when the message may be acked: it is committed or acked and {@code
   *     delivery.ackMillis} have passed; fails with {@link MessageRejectedException}, no earlier
   */
  public Future<Void> send(Address to, Buffer message, Handling handling) {
    return send(to, message, handling, OptionalInt.empty(), Optional.empty());
  }

  /** The same without wishes. */
  public Future<Void> send(Address to, Buffer message) {
    return send(to, message, Handling.ORDINARY, OptionalInt.empty(), Optional.empty());
  }

  /**
   * The same for a device that must have this registrationID, if its sender has named one; fails as
   * {@link MessageRejectedException.Reason#STALE_DEVICE} if it has another.
   */
  public Future<Void> send(
      Address to,
      Buffer message,
      Handling handling,
      OptionalInt registrationId,
      Optional<DeliveryToken> deliveryToken) {
    HashedAddress hashed = hash(to);
    Optional<HashedRegistration> registration = hash(hashed, registrationId);
    Optional<UUID> fingerprint = deliveryToken.map(token -> fingerprint(hashed, token));
    return handling.onlineOnly()
        ? dispatcher.sendOnlineOnly(
            this, hashed, new OnlineOnly(message, registration, fingerprint))
        : dispatcher.send(this, hashed, message, handling, registration, fingerprint);
  }

  private Optional<HashedRegistration> hash(HashedAddress to, OptionalInt registrationId) {
    return registrationId.isPresent()
        ? Optional.of(encryption.hash(to, registrationId.getAsInt()))
        : Optional.empty();
  }

  /** The outcome of a message that is refused before it is sent, at the time of the others. */
  public <T> Future<T> atTick(Future<T> outcome) {
    return dispatcher.atTick(outcome);
  }

  /** Most messages go where the last one went, and a hash costs more than to see that. */
  private HashedAddress hash(Address to) {
    if (!to.equals(lastTo)) {
      lastTo = to;
      lastHash = encryption.hash(to);
      lastToken = null;
    }
    return lastHash;
  }

  private UUID fingerprint(HashedAddress to, DeliveryToken token) {
    if (!token.equals(lastToken)) {
      lastToken = token;
      lastFingerprint = encryption.fingerprintOfToken(to.user(), token.hash().getBytes());
    }
    return lastFingerprint;
  }

  /** Names where the socket comes from. */
  LongSupplier source() {
    return source;
  }

  /** Whether the socket may be read; if not, a callback follows once it may. */
  public boolean hasRoom() {
    return dispatcher.hasRoomFor(this) && !usedUp;
  }

  /** The socket is gone; its messages are finished nevertheless. */
  public void close() {
    dispatcher.forget(this);
  }

  /** Near the bound: nothing should wait that need not. */
  boolean isNearlyFull() {
    return bytes >= maxBytes - maxBytes / 4;
  }

  void reserve(int reserved) {
    bytes += reserved;
    usedUp |= bytes >= maxBytes;
  }

  void release(int freed) {
    bytes -= freed;
    if (usedUp && bytes <= maxBytes / 2) {
      usedUp = false;
      onRoom.run();
    }
  }

  void dispatcherHasRoom() {
    onRoom.run();
  }
}
