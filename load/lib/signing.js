import { getPublicKey, hashes, sign } from '@noble/ed25519';
import crypto from 'k6/crypto';

const sha512 = (bytes) => crypto.sha512(Uint8Array.from(bytes).buffer, 'binary');

// The one part that k6 has in native code; it has no Ed25519, neither in k6/crypto nor in WebCrypto.
hashes.sha512 = (bytes) => new Uint8Array(sha512(bytes));
// Tables that the first use makes, 0.2 s of work, are made while the virtual user is, not while it plays.
getPublicKey(new Uint8Array(32));

/** The Ed25519 key pair of a text: the same text, the same keys. Arrays of 32 bytes. */
export function keyPair(text) {
  const secret = new Uint8Array(crypto.sha256(text, 'binary'));
  return { secret, publicKey: getPublicKey(secret) };
}

/** The Ed25519 signature of bytes, 64 bytes. Takes milliseconds: call it before the clock starts. */
export { sign };
