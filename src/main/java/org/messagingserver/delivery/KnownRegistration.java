package org.messagingserver.delivery;

import java.util.Optional;
import org.messagingserver.encryption.HashedRegistration;

/**
 * Knowledge of a MailboxConsumer about its device's registration: perhaps none, and perhaps that of
 * a moment ago.
 */
final class KnownRegistration {
  private Optional<HashedRegistration> known = Optional.empty();

  void update(Optional<HashedRegistration> found) {
    known = found;
  }

  boolean isKnown() {
    return known.isPresent();
  }

  /** Whether both are known, and differ. */
  boolean differsFrom(Optional<HashedRegistration> other) {
    return known.isPresent() && other.isPresent() && !known.equals(other);
  }
}
