package org.messagingserver.client;

import java.util.Optional;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.Handling;

/**
 * The needs of a message besides its recipient and its bytes. Needs the second version of the
 * protocol.
 *
 * @param handling how the server handles it
 * @param deliveryToken one of the recipient's, without which the sender is a stranger
 */
public record SendOptions(Handling handling, Optional<DeliveryToken> deliveryToken) {
  /** None of them. */
  public static final SendOptions NONE = new SendOptions(Handling.ORDINARY, Optional.empty());

  /** The same with these wishes. */
  public SendOptions withHandling(Handling wishes) {
    return new SendOptions(wishes, deliveryToken);
  }

  /** The same with this delivery token. */
  public SendOptions withDeliveryToken(DeliveryToken token) {
    return new SendOptions(handling, Optional.of(token));
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "SendOptions[hidden]";
  }
}
