import { concat, Reader } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { isSigned, sign, SIGNATURE_BYTES } from './signing.ts';
import { generate, KEY_BYTES } from './x25519.ts';
import type { KeyPair } from './x25519.ts';

/** A signed prekey: with a signature, so that the server cannot slip in one of its own. */
export interface SignedPreKey extends KeyPair {
  /** What is registered: the public key, then its signature. */
  readonly published: Bytes;
}

/** A new one of the user whose private key this is. */
export async function generateSigned(identity: CryptoKey): Promise<SignedPreKey> {
  const pair = await generate();
  return { ...pair, published: concat(pair.publicKey, await sign(identity, 'signed prekey', pair.publicKey)) };
}

/**
 * The public key in what this user registered.
 *
 * @throws Error where the user has not signed it
 */
export async function verified(userID: Bytes, published: Uint8Array): Promise<Bytes> {
  const reader = new Reader(published);
  const publicKey = reader.take(KEY_BYTES);
  if (!(await isSigned(userID, 'signed prekey', publicKey, reader.take(SIGNATURE_BYTES)))) {
    throw new Error('the signed prekey is not signed by its owner');
  }
  return publicKey;
}
