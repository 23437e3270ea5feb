package org.messagingserver.client;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.messagingserver.protocol.UserId;

/**
 * A user's Ed25519 key pair (RFC 8032). The public key identifies the user, so anyone who has the
 * private key is the user: store it where only the app can read it.
 */
public final class Identity implements Signer {
  /** Length of a private key in bytes. */
  public static final int PRIVATE_KEY_LENGTH = 32;

  private final byte[] privateKey;
  private final UserId userId;
  private final Ed25519Sign signer;

  private Identity(Ed25519Sign.KeyPair pair) throws GeneralSecurityException {
    this.privateKey = pair.getPrivateKey();
    this.userId = UserId.ofPublicKey(pair.getPublicKey());
    this.signer = new Ed25519Sign(privateKey);
  }

  /** Generates a new user. */
  public static Identity generate() {
    try {
      return new Identity(Ed25519Sign.KeyPair.newKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot create Ed25519 keys", e);
    }
  }

  /**
   * The user of a stored private key.
   *
   * @param privateKey the {@value #PRIVATE_KEY_LENGTH} bytes that {@link #privateKey()} returned
   */
  public static Identity ofPrivateKey(byte[] privateKey) {
    if (privateKey.length != PRIVATE_KEY_LENGTH) {
      throw new IllegalArgumentException("a private key must have 32 bytes");
    }
    try {
      return new Identity(Ed25519Sign.KeyPair.newKeyPairFromSeed(privateKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot create Ed25519 keys", e);
    }
  }

  /** A copy of the private key, for storage. */
  public byte[] privateKey() {
    return privateKey.clone();
  }

  /** The id by which others address this user. */
  @Override
  public UserId userId() {
    return userId;
  }

  @Override
  public CompletionStage<byte[]> sign(byte[] login) {
    return CompletableFuture.completedFuture(signature(login));
  }

  /**
   * The 64-byte signature over exactly these bytes. Begin the bytes with a context string of your
   * own, which ends in a zero byte and does not begin with {@code 0x0a}, so that nothing you sign
   * is a login or has another meaning elsewhere.
   */
  public byte[] signature(byte[] bytes) {
    try {
      return signer.sign(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot create Ed25519 signatures", e);
    }
  }

  /** Never reveals the user. */
  @Override
  public String toString() {
    return "Identity[hidden]";
  }
}
