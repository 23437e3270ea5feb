package org.messagingserver.tools.chaos;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/**
 * An Address to which the senders send.
 *
 * @param number its number among all recipients
 * @param label its name in the history
 * @param registrationId the latest of its device
 * @param token with which contacts name themselves, if it does not always admit strangers
 */
record Recipient(
    int number,
    String label,
    Identity identity,
    DeviceId device,
    AtomicInteger registrationId,
    Optional<DeliveryToken> token) {
  /** The one before is that of no device. */
  static final int FIRST_REGISTRATION = 2;

  private static final int ONE_OF = 5;

  ClientBehavior behavior() {
    return ClientBehavior.of(number);
  }

  Address address() {
    return new Address(identity.userId(), device);
  }

  /** Whether two devices with this Address are always online. */
  boolean isShared() {
    return number % ONE_OF == 0;
  }

  /** Whether its messages may be gone with a registration. */
  boolean unregisters() {
    return behavior() == ClientBehavior.REINSTALLED;
  }
}
