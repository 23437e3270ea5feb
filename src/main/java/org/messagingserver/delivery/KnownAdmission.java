package org.messagingserver.delivery;

import java.util.Optional;
import java.util.UUID;
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

  boolean admits(Optional<UUID> deliveryToken) {
    return known.isPresent() && known.get().admits(deliveryToken);
  }
}
