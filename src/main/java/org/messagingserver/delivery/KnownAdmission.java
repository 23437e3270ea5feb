package org.messagingserver.delivery;

import java.util.Optional;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.mailbox.DeviceAdmission;

/**
 * Knowledge of a MailboxConsumer about the senders that its device admits. While that is not known,
 * nobody is: the store judges then.
 */
final class KnownAdmission {
  private Optional<DeviceAdmission> known = Optional.empty();

  void update(Optional<DeviceAdmission> found) {
    known = found;
  }

  /** The device admits others from now on. */
  void changed() {
    known = Optional.empty();
  }

  boolean admits(HandedOver message) {
    return known.isPresent() && known.get().admits(message.deliveryToken());
  }
}
