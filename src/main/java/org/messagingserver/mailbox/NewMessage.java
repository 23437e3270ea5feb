package org.messagingserver.mailbox;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * A message to be stored.
 *
 * @param id unique and chosen by its Dispatcher, so that it can be stored again without being there
 *     twice
 * @param retried whether an earlier attempt to store it may have succeeded
 * @param content what the recipient is to get, not yet sealed
 * @param ttlHours as its sender asked for, unsigned; 0: for the whole retention
 */
public record NewMessage(UUID id, HashedAddress to, boolean retried, Buffer content, int ttlHours) {

  /** To be kept for the whole retention. */
  public NewMessage(UUID id, HashedAddress to, boolean retried, Buffer content) {
    this(id, to, retried, content, 0);
  }
}
