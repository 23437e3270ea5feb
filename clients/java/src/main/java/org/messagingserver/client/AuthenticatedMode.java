package org.messagingserver.client;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Drained;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;

/** Logs in on each socket; manages keys and receives messages. */
final class AuthenticatedMode implements ConnectionMode {
  private final EventLoop loop;
  private final Signer signer;
  private final Address address;
  private final Requests requests;
  private final InboundMessages inbound;
  private final IntConsumer preKeysLow;
  private final DrainedFuture drained;
  private Optional<LoginAttempt> login = Optional.empty();

  AuthenticatedMode(
      EventLoop loop,
      Signer signer,
      Address address,
      Requests requests,
      InboundMessages inbound,
      IntConsumer preKeysLow,
      DrainedFuture drained) {
    this.loop = loop;
    this.signer = signer;
    this.address = address;
    this.requests = requests;
    this.inbound = inbound;
    this.preKeysLow = preKeysLow;
    this.drained = drained;
  }

  /** A socket has one challenge; any other is ignored, so that a server gets one signature. */
  @Override
  public Future<Void> challenged(ClientSocket socket, Nonce nonce) {
    if (login.isEmpty()) {
      LoginAttempt attempt = new LoginAttempt(socket);
      login = Optional.of(attempt);
      attempt.begin(loop, signer, address, nonce);
    }
    return login.get().outcome();
  }

  @Override
  public void opened(ClientSocket socket) {
    requests.opened(socket);
    inbound.opened(socket);
  }

  @Override
  public void received(ServerMessage message) {
    if (message instanceof InboundMessage delivered) {
      inbound.received(delivered);
    } else if (message instanceof PreKeysLow low) {
      preKeysLow.accept(low.keysRequested());
    } else if (message instanceof Drained) {
      drained.drained();
    } else if (login.isEmpty() || !login.get().received(message)) {
      requests.received(message);
    }
  }

  /** Nothing waits for room: the server bounds the unacked messages that it sends. */
  @Override
  public void drained() {}

  @Override
  public void disconnected() {
    login = Optional.empty();
    requests.disconnected();
    inbound.disconnected();
    drained.disconnected();
  }

  @Override
  public void closed(ClientException why) {
    requests.closed(why);
    inbound.disconnected();
    drained.closed(why);
  }
}
