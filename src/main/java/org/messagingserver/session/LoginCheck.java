package org.messagingserver.session;

import io.vertx.core.Future;
import org.messagingserver.auth.SignatureVerifier;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.InvalidUserIdException;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.UndecodableFrameException;

/** Finds out who answered a challenge. */
final class LoginCheck {
  private LoginCheck() {}

  /**
   * The Login, if the key of its Address signed exactly these bytes, with this connection's nonce
   * and the name of this server in them; fails with {@link RequestRefusedException} or {@link
   * InvalidUserIdException} where none did.
   */
  static Future<Login> check(
      Nonce challenge, ServerNames serverNames, AuthResponse response, ProtocolVersion version) {
    byte[] bytes = response.login().getBytes();
    byte[] signature = response.signature().getBytes();
    try {
      Login login = Login.decode(bytes, version);
      if (!serverNames.admit(login.serverName())) {
        return unauthorized("the login does not name this server");
      }
      boolean holds =
          challenge.equals(login.nonce())
              && SignatureVerifier.verifies(login.address().user(), bytes, signature);
      return holds
          ? Future.succeededFuture(login)
          : unauthorized("the nonce or the signature does not hold");
    } catch (UndecodableFrameException e) {
      return unauthorized(e.getMessage());
    } catch (InvalidUserIdException e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<Login> unauthorized(String description) {
    return Future.failedFuture(new RequestRefusedException(ErrorName.UNAUTHORIZED, description));
  }
}
