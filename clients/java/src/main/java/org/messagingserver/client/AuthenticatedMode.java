package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
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
  private final WakeupRenewal wakeups;
  private Optional<LoginAttempt> login = Optional.empty();
  private Buffer wakeupKey = Buffer.buffer();

  AuthenticatedMode(
      EventLoop loop,
      Signer signer,
      Address address,
      Requests requests,
      InboundMessages inbound,
      IntConsumer preKeysLow,
      DrainedFuture drained,
      WakeupRenewal wakeups) {
    this.loop = loop;
    this.signer = signer;
    this.address = address;
    this.requests = requests;
    this.inbound = inbound;
    this.preKeysLow = preKeysLow;
    this.drained = drained;
    this.wakeups = wakeups;
  }

  /** A socket has one challenge; any other is ignored, so that a server gets one signature. */
  @Override
  public Future<Void> challenged(ClientSocket socket, AuthChallenge challenge) {
    if (login.isEmpty()) {
      LoginAttempt attempt = new LoginAttempt(socket);
      login = Optional.of(attempt);
      attempt.begin(loop, signer, address, challenge.nonce());
      wakeupKey = challenge.server().map(ServerInfo::wakeupKey).orElseGet(Buffer::buffer);
    }
    return login.get().outcome();
  }

  @Override
  public void opened(ClientSocket socket) {
    requests.opened(socket);
    inbound.opened(socket);
    wakeups.loggedIn(wakeupKey);
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
