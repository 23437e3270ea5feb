import { concat } from './bytes.ts';
import type { Bytes } from './bytes.ts';

const TYPE_BYTES = 1;

/** How long a userID is: the type, then the public key. */
export const USER_ID_BYTES = 33;

/** How long a signature is. */
export const SIGNATURE_BYTES = 64;

/** What a signature is for, so that none can be passed off as another. */
export type Purpose = 'signed prekey' | 'message';

/** Signs as the user whose private key this is. */
export function sign(privateKey: CryptoKey, purpose: Purpose, bytes: Uint8Array): Promise<Bytes> {
  return crypto.subtle.sign('Ed25519', privateKey, labelled(purpose, bytes)).then((signature) => new Uint8Array(signature));
}

/** Whether this user signed that, for this purpose. */
export async function isSigned(userID: Bytes, purpose: Purpose, bytes: Uint8Array, signature: Bytes): Promise<boolean> {
  const publicKey = userID.slice(TYPE_BYTES);
  const key = await crypto.subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, signature, labelled(purpose, bytes));
}

function labelled(purpose: Purpose, bytes: Uint8Array): Bytes {
  return concat(new TextEncoder().encode(`messaging-server explorer ${purpose}\0`), bytes);
}
