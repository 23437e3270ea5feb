/**
 * A user who can sign. {@link Identity} is one whose key WebCrypto holds; an app whose key is in libsignal, a keystore or an HSM writes its own.
 */
export interface Signer {
  /** `0x05` and the Ed25519 public key, or the `serialize()` of libsignal's `IdentityKey`: 33 bytes, which must not be modified. */
  readonly userID: Uint8Array;

  /**
   * Signs a login, a serialized `Login` of this user with a nonce of 32 bytes, and is called for nothing else, once for each socket. If it throws or
   * rejects, the connection tries again later.
   *
   * @returns the 64-byte signature over exactly these bytes: Ed25519, or XEdDSA as libsignal makes it
   */
  sign(login: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
