package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;

/** Logs in on each socket; manages keys and receives messages. */
final class AuthenticatedMode implements ConnectionMode {
  private record LoginUnderWay(int sequence, Promise<Void> outcome) {}

  private final Identity identity;
  private final DeviceId device;
  private final Requests requests;
  private final InboundMessages inbound;
  private final IntConsumer preKeysLow;
  private Optional<LoginUnderWay> login = Optional.empty();

  AuthenticatedMode(
      Identity identity,
      DeviceId device,
      Requests requests,
      InboundMessages inbound,
      IntConsumer preKeysLow) {
    this.identity = identity;
    this.device = device;
    this.requests = requests;
    this.inbound = inbound;
    this.preKeysLow = preKeysLow;
  }

  @Override
  public Future<Void> challenged(ClientSocket socket, Nonce nonce) {
    byte[] signed = new Login(new Address(identity.userId(), device), nonce).encode();
    LoginUnderWay begun = new LoginUnderWay(socket.nextSequence(), Promise.promise());
    login = Optional.of(begun);
    socket.write(
        new AuthResponse(
            begun.sequence(), Buffer.buffer(signed), Buffer.buffer(identity.sign(signed))));
    return begun.outcome().future();
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
    } else if (login.isPresent() && login.get().sequence() == message.sequence()) {
      loggedIn(login.get().outcome(), message);
    } else {
      requests.received(message);
    }
  }

  private void loggedIn(Promise<Void> outcome, ServerMessage answer) {
    login = Optional.empty();
    if (answer instanceof Ack) {
      outcome.complete();
    } else if (answer instanceof Failure failure) {
      outcome.fail(new ServerRefusedException(failure));
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
  }

  @Override
  public void closed(ClientException why) {
    requests.closed(why);
    inbound.disconnected();
  }
}
