package org.messagingserver.mailbox;

import java.util.List;
import java.util.Optional;
import org.messagingserver.encryption.HashedRegistration;

/**
 * The messages in a span of a mailbox, oldest first.
 *
 * @param admission whose messages the device takes; empty if it is not registered, and then nothing
 *     waits
 * @param registration the registration that it has, if that is known
 * @param unreadable rows that this keyset cannot open; leave them out of the next read
 * @param next what to read on; empty where nothing else waits
 * @param newest the newest row of the mailbox; 0 where the span holds no other message
 */
public record MailboxPage(
    Optional<DeviceAdmission> admission,
    Optional<HashedRegistration> registration,
    List<WaitingMessage> messages,
    List<Long> unreadable,
    Optional<RowRange> next,
    long newest) {
  /** Whether the device is registered. */
  public boolean registered() {
    return admission.isPresent();
  }
}
