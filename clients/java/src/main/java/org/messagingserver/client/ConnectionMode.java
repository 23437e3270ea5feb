package org.messagingserver.client;

import java.util.concurrent.CompletableFuture;
import org.messagingserver.client.ServerMessage.AuthChallenge;

/**
 * How a connection uses its sockets, one after another. Calls for each socket: {@code challenged},
 * then {@code opened} if that succeeded, and {@code disconnected} at its end. {@code closed} is
 * called once, last.
 */
interface ConnectionMode {

  /** The server has sent its challenge; the future succeeds if the socket may be used. */
  CompletableFuture<Void> challenged(ClientSocket socket, AuthChallenge challenge);

  /** The socket may be used. */
  void opened(ClientSocket socket);

  /** Any message from the server except its challenge. */
  void received(ServerMessage message);

  /** The socket's write queue has room again. */
  void drained();

  /** The socket is closed; its unanswered requests are pending again. */
  void disconnected();

  /** There will be no other socket. */
  void closed(ClientException why);
}
