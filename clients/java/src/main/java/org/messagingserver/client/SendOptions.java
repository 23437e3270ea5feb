package org.messagingserver.client;

import java.util.Optional;
import java.util.OptionalInt;
import org.messagingserver.protocol.Handling;

/**
 * The needs of a message besides its recipient and its bytes. Needs the second version of the
 * protocol.
 */
public final class SendOptions {
  /** None of them. */
  public static final SendOptions NONE =
      new SendOptions(Handling.ORDINARY, OptionalInt.empty(), Optional.empty());

  private final Handling handling;
  private final OptionalInt registrationId;
  private final Optional<DeliveryToken> deliveryToken;

  /**
   * One with these parts.
   *
   * @param handling how the server handles it
   * @param registrationId of the keys that the message was sealed with, unsigned: if the device has
   *     another one by now, the server refuses the message with {@code stale_device}; empty if any
   *     will do
   * @param deliveryToken one of the recipient's, without which the sender is a stranger
   */
  public SendOptions(
      Handling handling, OptionalInt registrationId, Optional<DeliveryToken> deliveryToken) {
    this.handling = handling;
    this.registrationId = registrationId;
    this.deliveryToken = deliveryToken;
  }

  /** How the server handles it. */
  public Handling handling() {
    return handling;
  }

  /**
   * Of the keys that the message was sealed with, unsigned: if the device has another one by now,
   * the server refuses the message with {@code stale_device}.
   */
  public OptionalInt registrationId() {
    return registrationId;
  }

  /** One of the recipient's, without which the sender is a stranger. */
  public Optional<DeliveryToken> deliveryToken() {
    return deliveryToken;
  }

  /** The same with these wishes. */
  public SendOptions withHandling(Handling wishes) {
    return new SendOptions(wishes, registrationId, deliveryToken);
  }

  /**
   * The same for a message that is worth nothing later, such as "is typing". The server passes it
   * on to a recipient that is connected, or drops it, and acks it in either case. The client writes
   * it at once and only once: the future fails with an {@link OutcomeUnknownException} if it cannot
   * be written now, or if the connection is lost before the answer.
   */
  public SendOptions withOnlineOnly() {
    return withHandling(new Handling(handling.ttlHours(), true, handling.quiet()));
  }

  /** The same for a message that does not wake its recipient, such as a receipt. */
  public SendOptions withQuiet() {
    return withHandling(new Handling(handling.ttlHours(), handling.onlineOnly(), true));
  }

  /** The same for this registration of the device alone. */
  public SendOptions withRegistrationId(int id) {
    return new SendOptions(handling, OptionalInt.of(id), deliveryToken);
  }

  /** The same with this delivery token. */
  public SendOptions withDeliveryToken(DeliveryToken token) {
    return new SendOptions(handling, registrationId, Optional.of(token));
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "SendOptions[hidden]";
  }
}
