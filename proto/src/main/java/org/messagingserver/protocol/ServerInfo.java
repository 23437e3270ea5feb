package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * The limits of a server, which it states at the begin of a connection.
 *
 * @param maxFrameBytes of a frame
 * @param maxDevices of one user
 * @param maxRecipients parts of one MultiMessage
 * @param maxFanOutBytes of all messages that one MultiMessage makes
 * @param maxMessageBytes of a sealed message
 * @param maxKeyBytes of each key of a Register
 * @param maxKeysPerRegister one-time keys of one Register
 * @param retention time after which a waiting message is deleted, in whole hours
 * @param maxAttachmentBytes of an attachment; 0 if the server keeps none
 * @param wakeupKey with which clients subscribe to be woken; empty if none are
 */
public record ServerInfo(
    int maxFrameBytes,
    int maxDevices,
    int maxRecipients,
    int maxFanOutBytes,
    int maxMessageBytes,
    int maxKeyBytes,
    int maxKeysPerRegister,
    Duration retention,
    long maxAttachmentBytes,
    Buffer wakeupKey) {
  /** Never shows the key. */
  @Override
  public String toString() {
    return "ServerInfo[hidden]";
  }
}
