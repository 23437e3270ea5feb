package org.messagingserver.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.messagingserver.client.ServerMessage.AuthChallenge;
import org.messagingserver.client.ServerMessage.Drained;
import org.messagingserver.client.ServerMessage.InboundMessage;
import org.messagingserver.client.ServerMessage.PreKeysLow;
import org.messagingserver.protocol.Address;

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
  private byte[] wakeupKey = new byte[0];

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
  public CompletableFuture<Void> challenged(ClientSocket socket, AuthChallenge challenge) {
    if (!login.isPresent()) {
      LoginAttempt attempt = new LoginAttempt(socket);
      login = Optional.of(attempt);
      attempt.begin(loop, signer, address, challenge.nonce);
      wakeupKey = challenge.wakeupKey;
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
    if (message instanceof InboundMessage) {
      inbound.received((InboundMessage) message);
    } else if (message instanceof PreKeysLow) {
      preKeysLow.accept(((PreKeysLow) message).keysRequested);
    } else if (message instanceof Drained) {
      drained.drained();
    } else if (!login.filter(attempt -> attempt.received(message)).isPresent()) {
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
