import type { Bytes } from './bytes.ts';

/** How long a public key is. */
export const KEY_BYTES = 32;

/** A key pair for agreements. The private half cannot leave the browser, not even by this page's doing. */
export interface KeyPair {
  readonly publicKey: Bytes;
  readonly privateKey: CryptoKey;
}

/** A new one. */
export async function generate(): Promise<KeyPair> {
  const pair = (await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits'])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { publicKey, privateKey: pair.privateKey };
}

/** What both sides can compute, and nobody else. */
export async function agree(own: CryptoKey, other: Bytes): Promise<Bytes> {
  const publicKey = await crypto.subtle.importKey('raw', other, { name: 'X25519' }, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: publicKey }, own, 8 * KEY_BYTES));
}
