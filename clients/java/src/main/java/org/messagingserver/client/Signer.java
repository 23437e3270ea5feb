package org.messagingserver.client;

import java.util.concurrent.CompletionStage;
import org.messagingserver.protocol.UserId;

/**
 * A user who can sign. {@link Identity} has its private key in memory; an app whose key is in
 * libsignal, a keystore or an HSM implements this interface.
 */
public interface Signer {

  /**
   * The user: {@code 0x05} and the Ed25519 public key, or the {@code serialize()} of libsignal's
   * {@code IdentityKey}.
   */
  UserId userId();

  /**
   * Signs a login. Called on the connection's event loop, once for each socket: sign elsewhere if
   * it takes long or blocks, and complete the future from any thread. If the future fails, the
   * connection tries again later.
   *
   * @param login a serialized {@code Login} of this user with a nonce of 32 bytes, never anything
   *     else
   * @return the 64-byte signature over exactly these bytes: Ed25519, or XEdDSA as libsignal makes
   *     it
   */
  CompletionStage<byte[]> sign(byte[] login);
}
