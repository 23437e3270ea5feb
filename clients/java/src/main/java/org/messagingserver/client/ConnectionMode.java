package org.messagingserver.client;

import io.vertx.core.Future;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;

/**
 * The use that a connection makes of its sockets, one after another. Calls for each: {@code
 * greeted}, then {@code opened} if that succeeded, and {@code lost} at its end; {@code ended} once
 * and last.
 */
interface ConnectionMode {

  /** The server has sent its challenge; the future says whether the socket may be used. */
  Future<Void> greeted(ClientSocket clientSocket, Nonce nonce);

  /** The socket may be used. */
  void opened(ClientSocket clientSocket);

  /** Anything from the server but its challenge. */
  void received(ServerMessage message);

  /** The socket's write queue has room again. */
  void drained();

  /** The socket is gone; what it has not answered is open again. */
  void lost();

  /** There will be no other socket. */
  void ended(ClientException why);
}
