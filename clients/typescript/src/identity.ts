import type { Signer } from './signer.ts';
import { requireSubtle } from './web-crypto.ts';

const ALGORITHM = 'Ed25519';
const USER_ID_TYPE = 0x05;
/** Length of a seed in bytes. */
const SEED_LENGTH = 32;
// The bytes before the seed in the PKCS #8 encoding of an Ed25519 key. Source: RFC 8410, section 7.
const PKCS8_HEAD = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/** WebCrypto's key, as the runtime declares it. */
export type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A pair of Ed25519 keys of WebCrypto; the public key is extractable. */
export interface Keys {
  readonly privateKey: Key;
  readonly publicKey: Key;
}

/** Options for creating an identity. */
export interface IdentityOptions {
  /** If false, no code can read the private key. True by default. */
  readonly extractable?: boolean;
}

/**
 * A user's Ed25519 key pair (RFC 8032). The public key identifies the user, so anyone who has the private key is the user: store it where only
 * the app can use it. A browser can store `keys` in IndexedDB even if they are not extractable.
 *
 * Needs WebCrypto, which browsers provide only on `https:` and `localhost` pages, and React Native not at all: write a {@link Signer} there.
 */
export class Identity implements Signer {
  /** The id by which others address this user: 33 bytes, which must not be modified. */
  readonly userID: Uint8Array;
  /** The keys that sign. */
  readonly keys: Keys;

  private constructor(keys: Keys, publicKey: Uint8Array) {
    this.keys = keys;
    this.userID = userIDOf(publicKey);
  }

  /** Generates a new user. */
  static async generate({ extractable = true }: IdentityOptions = {}): Promise<Identity> {
    return Identity.ofKeys((await subtle().generateKey(ALGORITHM, extractable, ['sign', 'verify'])) as Keys);
  }

  /** The user of these keys. */
  static async ofKeys(keys: Keys): Promise<Identity> {
    if (keys.privateKey.algorithm.name !== ALGORITHM || !keys.privateKey.usages.includes('sign')) {
      throw new TypeError('the private key must be an Ed25519 key that may sign');
    }
    return new Identity(keys, new Uint8Array(await subtle().exportKey('raw', keys.publicKey)));
  }

  /** The user of a stored private key, the 32 bytes that {@link seed} returned. */
  static async ofSeed(seed: Uint8Array, options: IdentityOptions = {}): Promise<Identity> {
    if (seed.length !== SEED_LENGTH) {
      throw new TypeError('a seed must have 32 bytes');
    }
    return Identity.ofPkcs8(Uint8Array.of(...PKCS8_HEAD, ...seed), options);
  }

  /** The user of a stored private key in PKCS #8, as {@link pkcs8} returned it. */
  static async ofPkcs8(pkcs8: Uint8Array, { extractable = true }: IdentityOptions = {}): Promise<Identity> {
    const bytes = Uint8Array.from(pkcs8);
    const { x = '' } = await subtle().exportKey('jwk', await importPrivate(bytes, true));
    const publicKey = await subtle().importKey('jwk', { kty: 'OKP', crv: ALGORITHM, x }, ALGORITHM, true, ['verify']);
    return Identity.ofKeys({ privateKey: await importPrivate(bytes, extractable), publicKey });
  }

  /** The private key as 32 bytes, for storage; rejects if it is not extractable. */
  async seed(): Promise<Uint8Array> {
    return (await this.pkcs8()).slice(PKCS8_HEAD.length);
  }

  /** The private key in PKCS #8, for storage; rejects if it is not extractable. */
  async pkcs8(): Promise<Uint8Array> {
    return new Uint8Array(await subtle().exportKey('pkcs8', this.keys.privateKey));
  }

  /**
   * The 64-byte signature over exactly these bytes. Bytes that are no login begin with a context string of the app's own, which ends in a zero byte
   * and does not begin with `0x0a`, so that they have no other meaning elsewhere.
   */
  async sign(bytes: Uint8Array): Promise<Uint8Array> {
    return new Uint8Array(await subtle().sign(ALGORITHM, this.keys.privateKey, Uint8Array.from(bytes)));
  }

  /** Never reveals the user. */
  toString(): string {
    return 'Identity[hidden]';
  }

  /** Never reveals the user to `JSON.stringify`. */
  toJSON(): string {
    return this.toString();
  }
}

/** The userID of a 32-byte Ed25519 public key. */
export function userIDOf(publicKey: Uint8Array): Uint8Array {
  return Uint8Array.of(USER_ID_TYPE, ...publicKey);
}

function importPrivate(pkcs8: Uint8Array<ArrayBuffer>, extractable: boolean): Promise<Key> {
  return subtle().importKey('pkcs8', pkcs8, ALGORITHM, extractable, ['sign']);
}

function subtle(): typeof crypto.subtle {
  return requireSubtle('use a Signer in place of an Identity');
}
