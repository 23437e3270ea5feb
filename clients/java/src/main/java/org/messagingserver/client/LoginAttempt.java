package org.messagingserver.client;

import java.util.concurrent.CompletableFuture;
import org.messagingserver.client.ServerMessage.Ack;
import org.messagingserver.client.ServerMessage.Failure;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ProtocolVersion;

/** One socket's login, from its challenge to the server's answer. */
final class LoginAttempt {
  private static final int NONCE_BYTES = 32;
  private static final int UNSENT = 0;

  private final ClientSocket socket;
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();
  private int sequence = UNSENT;

  LoginAttempt(ClientSocket socket) {
    this.socket = socket;
  }

  /** Succeeds once the server has accepted the login. */
  CompletableFuture<Void> outcome() {
    return outcome;
  }

  /**
   * Has the login signed, and sends it. It names the server that was dialed, so that no other one
   * can use it. Only a Login with a nonce of the protocol's length is signed: with any other, the
   * server would choose what the key signs.
   */
  void begin(EventLoop loop, Signer signer, Address address, byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      outcome.completeExceptionally(
          new ConnectFailedException("the server's nonce has the wrong length"));
      return;
    }
    boolean reportDrained = socket.version() != ProtocolVersion.V1;
    byte[] login = ClientFrames.login(address, nonce, socket.serverName(), reportDrained);
    Futures.on(
        Futures.ask(() -> signer.sign(login.clone())),
        signature -> loop.run(() -> send(login, signature)),
        failure -> loop.run(() -> outcome.completeExceptionally(notSigned(failure))));
  }

  private static ConnectFailedException notSigned(Throwable cause) {
    return new ConnectFailedException("the login could not be signed", cause);
  }

  private void send(byte[] login, byte[] signature) {
    sequence = socket.nextSequence();
    socket.write(ClientFrames.authResponse(sequence, login, signature));
  }

  /** Processes the answer to the login; returns whether the message was that answer. */
  boolean received(ServerMessage message) {
    if (sequence == UNSENT || message.sequence() != sequence) {
      return false;
    }
    if (message instanceof Ack) {
      outcome.complete(null);
    } else if (message instanceof Failure) {
      outcome.completeExceptionally(new ServerRefusedException((Failure) message));
    }
    return true;
  }
}
