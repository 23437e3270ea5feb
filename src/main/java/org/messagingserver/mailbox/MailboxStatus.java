package org.messagingserver.mailbox;

import java.util.Optional;
import org.messagingserver.encryption.HashedAddress;

/**
 * The state of one device in the store.
 *
 * @param admission whose messages it takes; empty if it is not registered
 * @param waiting whether at least one message waits for it
 */
public record MailboxStatus(
    HashedAddress address, Optional<DeviceAdmission> admission, boolean waiting) {
  /** Whether it is registered. */
  public boolean registered() {
    return admission.isPresent();
  }
}
