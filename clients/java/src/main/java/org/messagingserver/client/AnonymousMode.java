package org.messagingserver.client;

import java.util.concurrent.CompletableFuture;
import org.messagingserver.client.ServerMessage.AuthChallenge;

/** Leaves the challenge unanswered; fetches keys and sends messages. */
final class AnonymousMode implements ConnectionMode {
  private final Requests requests;
  private final SendQueue sends;
  private final DeviceChecks checks;

  AnonymousMode(Requests requests, SendQueue sends, DeviceChecks checks) {
    this.requests = requests;
    this.sends = sends;
    this.checks = checks;
  }

  @Override
  public CompletableFuture<Void> challenged(ClientSocket socket, AuthChallenge challenge) {
    return Futures.done();
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
