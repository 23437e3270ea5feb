import { concat, Reader } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { derive } from './secret.ts';
import { isSigned, sign, SIGNATURE_BYTES, USER_ID_BYTES } from './signing.ts';
import { agree, generate, KEY_BYTES } from './x25519.ts';

/** The sender. */
export interface Author {
  readonly userID: Bytes;
  readonly privateKey: CryptoKey;
}

/** The recipient's public keys, as the server handed them out. */
export interface Reachable {
  readonly userID: Bytes;
  readonly signedPreKey: Bytes;
  /** Empty if none was left. */
  readonly oneTimePreKey: Bytes;
}

/** The private keys of a recipient, by their public keys. */
export interface Owner {
  readonly userID: Bytes;
  /** Undefined if the key is unknown, or was used before. */
  privateKey(publicKey: Bytes): CryptoKey | undefined;

  /** A message sealed with these keys was opened. */
  used(publicKeys: readonly Bytes[]): void;
}

/** The content of a message. */
export interface Letter {
  readonly from: Bytes;
  readonly text: string;
}

/**
 * Seals a text so that only the recipient can open it and only then learns who wrote it: agreements of a key made for this message with
 * the recipient's prekeys, HKDF, AES-GCM, and inside it the sender's userID and signature.
 *
 * It shows how apps use prekeys, but is no model for them: apps use the Signal protocol, whose sessions continue from here.
 * The layout: the public key made for this message, a count, so many prekeys of the recipient that were used, and what AES-GCM made.
 */
export async function seal(text: string, author: Author, recipient: Reachable): Promise<Bytes> {
  const once = await generate();
  const preKeys = [recipient.signedPreKey, recipient.oneTimePreKey].filter((key) => key.length > 0);
  const agreements = await Promise.all(preKeys.map((preKey) => agree(once.privateKey, preKey)));
  const header = concat(once.publicKey, Uint8Array.of(preKeys.length), ...preKeys);
  const context = concat(header, recipient.userID);
  const words = new TextEncoder().encode(text);
  const signature = await sign(author.privateKey, 'message', concat(context, words));
  const { key, nonce } = await derive(concat(...agreements), context);
  const inside = concat(author.userID, signature, words);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: context }, key, inside);
  return concat(header, new Uint8Array(sealed));
}

/**
 * Opens a message sealed for this owner.
 *
 * @throws Error if it was not sealed for this owner, was modified, or its one-time key was used before
 */
export async function open(sealed: Uint8Array, owner: Owner): Promise<Letter> {
  const reader = new Reader(sealed);
  const once = reader.take(KEY_BYTES);
  const count = reader.take(1);
  const preKeys = Array.from({ length: count[0] ?? 0 }, () => reader.take(KEY_BYTES));
  const agreements = await Promise.all(preKeys.map((preKey) => agree(own(owner, preKey), once)));
  const context = concat(once, count, ...preKeys, owner.userID);
  const { key, nonce } = await derive(concat(...agreements), context);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: context };
  const inside = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, reader.rest()));
  const found = await letter(inside, context);
  owner.used(preKeys);
  return found;
}

function own(owner: Owner, publicKey: Bytes): CryptoKey {
  const key = owner.privateKey(publicKey);
  if (key === undefined) {
    throw new Error('encrypted with a prekey that this device does not have, or no longer has');
  }
  return key;
}

async function letter(inside: Bytes, context: Bytes): Promise<Letter> {
  const reader = new Reader(inside);
  const from = reader.take(USER_ID_BYTES);
  const signature = reader.take(SIGNATURE_BYTES);
  const words = reader.rest();
  if (!(await isSigned(from, 'message', concat(context, words), signature))) {
    throw new Error('the signature is not that of the named sender');
  }
  return { from, text: new TextDecoder().decode(words) };
}
