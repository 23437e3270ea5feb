package org.messagingserver.tools.bench.baseline;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.security.SecureRandom;
import org.messagingserver.auth.SignatureVerifier;
import org.messagingserver.protocol.InvalidUserIdException;
import org.messagingserver.protocol.UserId;

/** Sends 32 random bytes, and one byte if the answer is a userID with a valid signature of them. */
final class LoginBaseline implements BareServer.ConnectionHandler {
  private static final int NONCE_BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  LoginBaseline() {
    SignatureVerifier.load();
  }

  @Override
  public void handle(String path, ServerWebSocket socket) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    socket.binaryMessageHandler(answer -> check(socket, nonce, answer));
    socket.writeBinaryMessage(Buffer.buffer(nonce));
  }

  private static void check(ServerWebSocket socket, byte[] nonce, Buffer answer) {
    try {
      UserId user = UserId.of(answer.getBytes(0, UserId.LENGTH));
      byte[] signature = answer.getBytes(UserId.LENGTH, answer.length());
      if (SignatureVerifier.verifies(user, nonce, signature)) {
        socket.writeBinaryMessage(Buffer.buffer(new byte[1]));
      } else {
        socket.close();
      }
    } catch (InvalidUserIdException e) {
      socket.close();
    }
  }
}
