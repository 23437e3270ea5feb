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

/** Logs in on each socket; manages keys and receives. */
final class AuthenticatedMode implements ConnectionMode {
  private record LoginUnderWay(int sequence, Promise<Void> outcome) {}

  private final Identity identity;
  private final DeviceId device;
  private final Requests requests;
  private final InboundMessages inboundMessages;
  private final IntConsumer preKeysLow;
  private Optional<LoginUnderWay> login = Optional.empty();

  AuthenticatedMode(
      Identity identity,
      DeviceId device,
      Requests requests,
      InboundMessages inboundMessages,
      IntConsumer preKeysLow) {
    this.identity = identity;
    this.device = device;
    this.requests = requests;
    this.inboundMessages = inboundMessages;
    this.preKeysLow = preKeysLow;
  }

  @Override
  public Future<Void> greeted(ClientSocket clientSocket, Nonce nonce) {
    byte[] signed = new Login(new Address(identity.userId(), device), nonce).encode();
    LoginUnderWay begun = new LoginUnderWay(clientSocket.nextSequence(), Promise.promise());
    login = Optional.of(begun);
    clientSocket.write(
        new AuthResponse(
            begun.sequence(), Buffer.buffer(signed), Buffer.buffer(identity.sign(signed))));
    return begun.outcome().future();
  }

  @Override
  public void opened(ClientSocket clientSocket) {
    requests.opened(clientSocket);
    inboundMessages.opened(clientSocket);
  }

  @Override
  public void received(ServerMessage message) {
    if (message instanceof InboundMessage inbound) {
      inboundMessages.received(inbound);
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

  /** Nothing waits for room: the server bounds what it sends before it is acked. */
  @Override
  public void drained() {}

  @Override
  public void lost() {
    login = Optional.empty();
    requests.lost();
    inboundMessages.lost();
  }

  @Override
  public void ended(ClientException why) {
    requests.ended(why);
    inboundMessages.lost();
  }
}
