package org.messagingserver.prekeys;

import java.util.Optional;
import org.messagingserver.protocol.DeliveryToken;

/**
 * Somebody who asks for the keys of a user.
 *
 * @param token the delivery token that the request names
 * @param takesAsStranger whether it may take one-time keys of devices that welcome strangers
 * @param takesAsHolder whether it may take one-time keys of devices that its token admits to
 * @param source for whom; sources take turns
 */
public record Asker(
    Optional<DeliveryToken> token, boolean takesAsStranger, boolean takesAsHolder, long source) {
  /** Never shows the token. */
  @Override
  public String toString() {
    return "Asker[hidden]";
  }
}
