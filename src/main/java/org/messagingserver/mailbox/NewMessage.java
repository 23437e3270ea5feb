package org.messagingserver.mailbox;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;

/**
 * A message to be stored.
 *
 * @param id unique and chosen by its Dispatcher, so that it can be stored again without being there
 *     twice
 * @param retried whether an earlier attempt to store it may have succeeded
 * @param content what the recipient is to get, not yet sealed
 * @param ttlHours as its sender asked for, unsigned; 0: for the whole retention
 * @param quiet whether it does not wake its recipient
 * @param registration the registration that the device must have, if that is to be compared
 * @param deliveryToken keyed fingerprint of the token that its sender named; empty for a stranger
 * @param source names the source of a stranger's message, to this node alone and about for a day; 0
 *     where sources are not counted
 */
public record NewMessage(
    UUID id,
    HashedAddress to,
    boolean retried,
    Buffer content,
    int ttlHours,
    boolean quiet,
    Optional<HashedRegistration> registration,
    Optional<UUID> deliveryToken,
    LongSupplier source) {

  /** From a stranger whose source is not counted, for whatever registration the device has. */
  public NewMessage(UUID id, HashedAddress to, boolean retried, Buffer content, int ttlHours) {
    this(id, to, retried, content, ttlHours, false, Optional.empty(), Optional.empty(), () -> 0);
  }

  /** The same, to be kept for the whole retention. */
  public NewMessage(UUID id, HashedAddress to, boolean retried, Buffer content) {
    this(id, to, retried, content, 0);
  }
}
