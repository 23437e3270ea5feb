package org.messagingserver.client;

import java.util.Optional;
import java.util.OptionalInt;
import org.messagingserver.protocol.Address;

/** A recipient of a message for several devices, and the bytes that it alone receives. */
public final class MessagePart {
  private final Address to;
  private final byte[] head;
  private final OptionalInt registrationId;
  private final Optional<DeliveryToken> deliveryToken;

  /**
   * One with these parts.
   *
   * @param to the recipient
   * @param head the begin of its message
   * @param registrationId that the device must have, unsigned; empty if any will do
   * @param deliveryToken one of the recipient's; empty from a stranger
   */
  public MessagePart(
      Address to, byte[] head, OptionalInt registrationId, Optional<DeliveryToken> deliveryToken) {
    this.to = to;
    this.head = head;
    this.registrationId = registrationId;
    this.deliveryToken = deliveryToken;
  }

  /** The recipient. */
  public Address to() {
    return to;
  }

  /** The begin of its message. */
  public byte[] head() {
    return head;
  }

  /** That the device must have, unsigned; empty if any will do. */
  public OptionalInt registrationId() {
    return registrationId;
  }

  /** One of the recipient's; empty from a stranger. */
  public Optional<DeliveryToken> deliveryToken() {
    return deliveryToken;
  }

  /** From a stranger, for whatever registration the device has. */
  public MessagePart(Address to, byte[] head) {
    this(to, head, OptionalInt.empty(), Optional.empty());
  }

  /** Never shows the contents. */
  @Override
  public String toString() {
    return "MessagePart[hidden]";
  }
}
