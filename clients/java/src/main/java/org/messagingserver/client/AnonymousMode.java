package org.messagingserver.client;

import io.vertx.core.Future;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;

/** Leaves the challenge unanswered; fetches keys and sends messages. */
record AnonymousMode(Requests requests, SendQueue sends, DeviceChecks checks)
    implements ConnectionMode {

  @Override
  public Future<Void> challenged(ClientSocket socket, AuthChallenge challenge) {
    return Future.succeededFuture();
  }

  @Override
  public void opened(ClientSocket socket) {
    requests.opened(socket);
    sends.opened(socket);
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
  public void disconnected() {
    requests.disconnected();
    sends.disconnected();
  }

  @Override
  public void closed(ClientException why) {
    requests.closed(why);
    sends.closed(why);
    checks.closed(why);
  }
}
