package org.messagingserver.client;

import io.vertx.core.Future;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;

/** Leaves the challenge unanswered; asks for keys and sends. */
record AnonymousMode(Requests requests, SendQueue sends) implements ConnectionMode {

  @Override
  public Future<Void> greeted(ClientSocket clientSocket, Nonce nonce) {
    return Future.succeededFuture();
  }

  @Override
  public void opened(ClientSocket clientSocket) {
    requests.opened(clientSocket);
    sends.opened(clientSocket);
  }

  @Override
  public void received(ServerMessage message) {
    requests.received(message);
    sends.received(message);
  }

  @Override
  public void drained() {
    sends.drained();
  }

  @Override
  public void lost() {
    requests.lost();
    sends.lost();
  }

  @Override
  public void ended(ClientException why) {
    requests.ended(why);
    sends.ended(why);
  }
}
