package org.messagingserver.mailbox;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * A stored message.
 *
 * @param row its number in its mailbox; later messages of one sender's socket have higher rows
 * @param content opened again, as the sender gave it
 */
public record WaitingMessage(long row, UUID id, Buffer content) {}
