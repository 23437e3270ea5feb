package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** A message that a client may send: requests, and answers to the server's requests. */
public sealed interface ClientMessage {

  /** The number of this request, or of the server's request that this answers. */
  int sequence();

  /** A message that requires an answer. */
  sealed interface Request extends ClientMessage {}

  /** Claims an Address; {@code signature} is over the exact bytes of {@code login}. */
  record AuthResponse(int sequence, Buffer login, Buffer signature) implements Request {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "AuthResponse[hidden]";
    }
  }

  /**
   * Registers this device's keys; {@code Messages.proto} states when it adds to earlier ones.
   *
   * @param admission replaces the one on file; empty, that stays
   */
  record Register(
      int sequence,
      int registrationId,
      Buffer signedPreKey,
      List<Buffer> oneTimePreKeys,
      Optional<Admission> admission)
      implements Request {
    /** Leaves the admission on file. */
    public Register(
        int sequence, int registrationId, Buffer signedPreKey, List<Buffer> oneTimePreKeys) {
      this(sequence, registrationId, signedPreKey, oneTimePreKeys, Optional.empty());
    }

    /** Never shows the contents. */
    @Override
    public String toString() {
      return "Register[hidden]";
    }
  }

  /** Removes this device. */
  record Unregister(int sequence) implements Request {}

  /** Asks what the server has on file of this device's keys. */
  record RequestKeyStatus(int sequence, boolean oneTimeKeyHashes) implements Request {}

  /**
   * Replaces the subscription by which this device is woken.
   *
   * @param endpoint empty if it is not to be woken
   * @param minSeconds between two pushes, unsigned
   * @param serverKey with which it has subscribed
   */
  record SetWakeup(
      int sequence, String endpoint, Buffer p256dh, Buffer auth, int minSeconds, Buffer serverKey)
      implements Request {
    /** Never shows the contents. */
    @Override
    public String toString() {
      return "SetWakeup[hidden]";
    }
  }

  /** Requests the keys of a user's devices except the known ones. */
  record RequestPreKeys(
      int sequence, UserId user, DeviceSelection devices, Optional<DeliveryToken> deliveryToken)
      implements Request {
    /** As a stranger, for all devices but the known ones. */
    public RequestPreKeys(int sequence, UserId user, Set<DeviceId> known) {
      this(sequence, user, DeviceSelection.except(known), Optional.empty());
    }
  }

  /**
   * A sealed message for one device.
   *
   * @param registrationId that the device must have; empty if any will do
   * @param deliveryToken empty from a stranger
   */
  record OutboundMessage(
      int sequence,
      Address to,
      Buffer sealedMessage,
      Handling handling,
      OptionalInt registrationId,
      Optional<DeliveryToken> deliveryToken)
      implements Request {
    /** From a stranger, for whatever registrationID the device has. */
    public OutboundMessage(int sequence, Address to, Buffer sealedMessage, Handling handling) {
      this(sequence, to, sealedMessage, handling, OptionalInt.empty(), Optional.empty());
    }

    /** The same without wishes. */
    public OutboundMessage(int sequence, Address to, Buffer sealedMessage) {
      this(sequence, to, sealedMessage, Handling.ORDINARY);
    }

    /** Never shows the contents. */
    @Override
    public String toString() {
      return "OutboundMessage[hidden]";
    }
  }

  /**
   * One message for several devices, which share most of its bytes.
   *
   * @param shared the end of every recipient's message
   */
  record MultiMessage(int sequence, Buffer shared, List<Part> parts, Handling handling)
      implements Request {
    /** Without wishes. */
    public MultiMessage(int sequence, Buffer shared, List<Part> parts) {
      this(sequence, shared, parts, Handling.ORDINARY);
    }

    /**
     * A recipient, and the bytes that it alone receives.
     *
     * @param head the begin of its message
     * @param registrationId that the device must have; empty if any will do
     * @param deliveryToken empty from a stranger
     */
    public record Part(
        Address to,
        Buffer head,
        OptionalInt registrationId,
        Optional<DeliveryToken> deliveryToken) {
      /** From a stranger, for whatever registrationID the device has. */
      public Part(Address to, Buffer head) {
        this(to, head, OptionalInt.empty(), Optional.empty());
      }

      /** Never shows the contents. */
      @Override
      public String toString() {
        return "Part[hidden]";
      }
    }

    /** The same under another number. */
    public MultiMessage withSequence(int other) {
      return new MultiMessage(other, shared, parts, handling);
    }

    /** The length of a part's message. */
    public long lengthOf(Part part) {
      return (long) part.head().length() + shared.length();
    }

    /** The lengths of all parts' messages together. */
    public long fanOutBytes() {
      return parts.stream().mapToLong(this::lengthOf).sum();
    }

    /** How much longer they are than their frame, which has what they share once. */
    public long repeatedBytes() {
      return (long) (parts.size() - 1) * shared.length();
    }

    /** A part's message, which has no copy of what all share. */
    public Buffer messageOf(Part part) {
      return Buffers.concatenated(part.head(), shared);
    }

    /** Whether two parts have the same recipient. */
    public boolean namesARecipientTwice() {
      // Not a HashSet, which takes quadratic time if a client chooses colliding Addresses.
      List<Address> recipients = parts.stream().map(Part::to).sorted(Address.ORDER).toList();
      return IntStream.range(1, recipients.size())
          .anyMatch(next -> recipients.get(next).equals(recipients.get(next - 1)));
    }

    /** Never shows the contents. */
    @Override
    public String toString() {
      return "MultiMessage[hidden]";
    }
  }

  /**
   * Asks for a place for an attachment.
   *
   * @param bytes that it has, as an unsigned number
   */
  record RequestUpload(int sequence, long bytes) implements Request {}

  /** A request that violates the protocol; the server answers it with this error. */
  record InvalidRequest(int sequence, ErrorName error, String description) implements Request {}

  /** The client has handled the inboundMessage with this sequence. */
  record Ack(int sequence) implements ClientMessage {}

  /**
   * An error, preKey, multiResult or another answer from a client, which the server ignores: it has
   * no matching request, and responses are never answered.
   */
  record UnexpectedReply(int sequence) implements ClientMessage {}
}
