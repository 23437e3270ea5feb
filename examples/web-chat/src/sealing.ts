import type { Address, Identity, PreKeyBundle } from 'messaging-server-client';
import { concat, Reader, uint32, utf8 } from './bytes.ts';
import type { Bytes } from './bytes.ts';

/*
 * End-to-end encryption of this example, with WebCrypto alone: X25519, HKDF with SHA-256, AES-256-GCM, and signatures by the users' Ed25519 keys.
 * Only the recipient can open a message, and only then learns who sent it; nobody else can change it or pretend to be its sender.
 *
 * It has NO FORWARD SECRECY: whoever obtains a device's key opens every message that was ever sealed for it. It does not deny authorship either, as
 * the sender signs. Apps use the Signal protocol, as examples/signal-chat does with libsignal, or MLS; they replace this file, which is all that
 * they have to replace.
 */

const USER_ID_BYTES = 33;
const USER_ID_TYPE = 0x05;
const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;
const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
/** Texts are padded to multiples of this, so that their length tells little. */
const BLOCK_BYTES = 256;
const END_OF_CONTENT = 0x80;
// Each ends in a zero byte, so that what is signed for one purpose means nothing for another, nor as a login.
const DEVICE_KEY = utf8('web-chat device key\0');
const MESSAGE = utf8('web-chat message\0');
const SECRET = utf8('web-chat secret\0');

/** A recipient's device, whose key was verified. */
export interface Recipient {
  readonly address: Address;
  readonly registrationID: number;
  readonly publicKey: Bytes;
}

/** The device that opens messages. */
export interface OwnDevice {
  readonly address: Address;
  readonly keys: CryptoKeyPair;
}

/** A message that was opened. */
export interface Opened {
  /** The userID of the sender, whose signature was verified. */
  readonly from: Bytes;
  readonly content: Bytes;
}

/** A new pair of keys for a device. No code can read the private one; IndexedDB can store it. */
export async function generateDeviceKeys(): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey('X25519', false, ['deriveBits'])) as CryptoKeyPair;
}

/** What a device registers as its signed prekey: its public key, and its user's signature, so that no server can pass off another key. */
export async function publish(identity: Identity, deviceID: number, registrationID: number, keys: CryptoKeyPair): Promise<Bytes> {
  const publicKey = await raw(keys.publicKey);
  return concat(publicKey, await identity.sign(deviceKeyBytes({ userID: identity.userID, deviceID }, registrationID, publicKey)));
}

/** The device of a bundle that a server sent. Throws an Error if its user did not sign it. */
export async function verified({ address, registrationID, signedPreKey }: PreKeyBundle): Promise<Recipient> {
  const reader = new Reader(signedPreKey);
  const publicKey = reader.take(PUBLIC_KEY_BYTES);
  await requireSigned(address.userID, reader.rest(), deviceKeyBytes(address, registrationID, publicKey));
  return { address, registrationID, publicKey };
}

/** Seals content for one device. */
export async function seal(content: Uint8Array, from: Identity, { address, publicKey }: Recipient): Promise<Bytes> {
  const once = await generateDeviceKeys();
  const oncePublic = await raw(once.publicKey);
  const padded = pad(content);
  const signature = await from.sign(messageBytes(address, oncePublic, padded));
  const { key, iv } = await agree(once.privateKey, publicKey, concat(oncePublic, publicKey, addressBytes(address)));
  return concat(oncePublic, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, concat(from.userID, signature, padded))));
}

/** Opens what {@link seal} made for this device. Throws an Error if it is anything else. */
export async function open(sealed: Uint8Array, { address, keys }: OwnDevice): Promise<Opened> {
  const reader = new Reader(sealed);
  const once = reader.take(PUBLIC_KEY_BYTES);
  const context = concat(once, await raw(keys.publicKey), addressBytes(address));
  const { key, iv } = await agree(keys.privateKey, once, context);
  const inside = new Reader(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, reader.rest())));
  const from = inside.take(USER_ID_BYTES);
  const signature = inside.take(SIGNATURE_BYTES);
  const padded = inside.rest();
  await requireSigned(from, signature, messageBytes(address, once, padded));
  return { from, content: padded.slice(0, padded.lastIndexOf(END_OF_CONTENT)) };
}

/** The key and nonce of a single message; both sides can derive them, and nobody else. */
async function agree(own: CryptoKey, other: Bytes, context: Bytes): Promise<{ readonly key: CryptoKey; readonly iv: Bytes }> {
  const otherKey = await crypto.subtle.importKey('raw', other, 'X25519', false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: otherKey }, own, 8 * SECRET_BYTES);
  const input = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(SECRET_BYTES), info: concat(SECRET, context) };
  const output = new Reader(new Uint8Array(await crypto.subtle.deriveBits(hkdf, input, 8 * (SECRET_BYTES + NONCE_BYTES))));
  const key = await crypto.subtle.importKey('raw', output.take(SECRET_BYTES), 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { key, iv: output.rest() };
}

async function requireSigned(userID: Uint8Array, signature: Bytes, bytes: Bytes): Promise<void> {
  const key = await crypto.subtle.importKey('raw', userID.slice(1), 'Ed25519', false, ['verify']);
  if (userID[0] !== USER_ID_TYPE || !(await crypto.subtle.verify('Ed25519', key, signature, bytes))) {
    throw new Error('not signed by the user it names');
  }
}

function deviceKeyBytes(address: Address, registrationID: number, publicKey: Bytes): Bytes {
  return concat(DEVICE_KEY, addressBytes(address), uint32(registrationID), publicKey);
}

function messageBytes(to: Address, once: Bytes, padded: Bytes): Bytes {
  return concat(MESSAGE, addressBytes(to), once, padded);
}

function addressBytes({ userID, deviceID }: Address): Bytes {
  return concat(userID, uint32(deviceID));
}

function pad(content: Uint8Array): Bytes {
  const padded = new Uint8Array(Math.ceil((content.length + 1) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(content);
  padded[content.length] = END_OF_CONTENT;
  return padded;
}

async function raw(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}
