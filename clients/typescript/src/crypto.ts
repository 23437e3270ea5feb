import type { UnsharedBytes } from './socket/web-socket.ts';

/** The SHA-256 of these bytes: 32 bytes. */
export type Sha256 = (bytes: UnsharedBytes) => Uint8Array | Promise<Uint8Array>;

/** What attachments need of cryptography, for runtimes without WebCrypto. Functions may answer at once or later. */
export interface AttachmentCrypto {
  /** So many bytes of a cryptographic random generator. */
  randomBytes(length: number): Uint8Array;

  /** So many bytes of HKDF with SHA-256 (RFC 5869). */
  hkdfSha256(key: UnsharedBytes, salt: UnsharedBytes, info: UnsharedBytes, length: number): Uint8Array | Promise<Uint8Array>;

  /** AES-GCM with a key of 32 and a nonce of 12 bytes; the tag of 16 bytes is behind the encrypted ones. */
  encryptAes256Gcm(key: UnsharedBytes, nonce: UnsharedBytes, plain: UnsharedBytes): Uint8Array | Promise<Uint8Array>;

  /** The reverse; throws or rejects if the tag is wrong. */
  decryptAes256Gcm(key: UnsharedBytes, nonce: UnsharedBytes, encrypted: UnsharedBytes): Uint8Array | Promise<Uint8Array>;
}
