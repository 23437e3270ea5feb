import { concat } from './bytes.ts';
import type { Bytes } from './bytes.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const PURPOSE = new TextEncoder().encode('messaging-server explorer 1');

/** The key and the nonce for AES-GCM of a single message. */
export interface Secret {
  readonly key: CryptoKey;
  readonly nonce: Bytes;
}

/**
 * The secret of one message, by HKDF with SHA-256.
 *
 * @param agreements shared secrets of sender and recipient
 * @param context the context that both sides bind to the secret
 */
export async function derive(agreements: Bytes, context: Uint8Array): Promise<Secret> {
  const input = await crypto.subtle.importKey('raw', agreements, 'HKDF', false, ['deriveBits']);
  const info = concat(PURPOSE, context);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(KEY_BYTES), info };
  const output = new Uint8Array(await crypto.subtle.deriveBits(hkdf, input, 8 * (KEY_BYTES + NONCE_BYTES)));
  const key = await crypto.subtle.importKey('raw', output.slice(0, KEY_BYTES), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { key, nonce: output.slice(KEY_BYTES) };
}
