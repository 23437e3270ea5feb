package org.messagingserver.client;

import io.vertx.core.Future;
import org.messagingserver.wire.Nonce;
import org.messagingserver.wire.ServerMessage;

/**
 * What a connection does with its sockets, one after another. For each: {@code greeted}, then
 * {@code opened} where that succeeded, and {@code lost} when it is over; {@code ended} comes once
 * and last.
 */
interface Role {

  /** The server has sent its challenge; the future says whether the socket may be used. */
  Future<Void> greeted(Socket socket, Nonce nonce);

  /** The socket may be used. */
  void opened(Socket socket);

  /** Anything from the server but its challenge. */
  void received(ServerMessage message);

  /** The socket's write queue has room again. */
  void drained();

  /** The socket is gone; what it has not answered is open again. */
  void lost();

  /** There will be no other socket. */
  void ended(ClientException why);
}
