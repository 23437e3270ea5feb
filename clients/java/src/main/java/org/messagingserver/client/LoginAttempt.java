package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.Failure;

/** One socket's login, from its challenge to the server's answer. */
final class LoginAttempt {
  private static final int UNSENT = 0;

  private final ClientSocket socket;
  private final Promise<Void> outcome = Promise.promise();
  private int sequence = UNSENT;

  LoginAttempt(ClientSocket socket) {
    this.socket = socket;
  }

  /** Succeeds once the server has accepted the login. */
  Future<Void> outcome() {
    return outcome.future();
  }

  /**
   * Has the login signed, and sends it. It names the server that was dialed, so that no other one
   * can use it. Only a Login with a nonce of the protocol's length is signed: with any other, the
   * server would choose what the key signs.
   */
  void begin(EventLoop loop, Signer signer, Address address, Nonce nonce) {
    if (nonce.bytes().length != Nonce.LENGTH) {
      outcome.fail(new ConnectFailedException("the server's nonce has the wrong length"));
      return;
    }
    byte[] login =
        new Login(address, nonce, socket.serverName(), socket.version() != ProtocolVersion.V1)
            .encode();
    sign(signer, login.clone())
        .onComplete(
            signature -> loop.run(() -> send(login, signature)),
            failure -> loop.run(() -> outcome.tryFail(notSigned(failure))));
  }

  private static Future<byte[]> sign(Signer signer, byte[] login) {
    try {
      return Objects.requireNonNull(signer.sign(login));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static ConnectFailedException notSigned(Throwable cause) {
    return new ConnectFailedException("the login could not be signed", cause);
  }

  private void send(byte[] login, byte[] signature) {
    sequence = socket.nextSequence();
    socket.write(new AuthResponse(sequence, Buffer.buffer(login), Buffer.buffer(signature)));
  }

  /** Processes the answer to the login; returns whether the message was that answer. */
  boolean received(ServerMessage message) {
    if (sequence == UNSENT || message.sequence() != sequence) {
      return false;
    }
    if (message instanceof Ack) {
      outcome.tryComplete();
    } else if (message instanceof Failure failure) {
      outcome.tryFail(new ServerRefusedException(failure));
    }
    return true;
  }
}
