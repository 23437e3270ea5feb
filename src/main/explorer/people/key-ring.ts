import type { PreKeySource } from 'messaging-server-client';
import { hex } from '../sealing/bytes.ts';
import type { Bytes } from '../sealing/bytes.ts';
import type { Owner } from '../sealing/envelope.ts';
import { generateSigned } from '../sealing/signed-pre-key.ts';
import type { SignedPreKey } from '../sealing/signed-pre-key.ts';
import { generate } from '../sealing/x25519.ts';
import type { KeyPair } from '../sealing/x25519.ts';

const MOST_REGISTRATIONS = 0x3fff;

/** The most one-time keys in one registration, whatever the server requests: a short frame is easier to read. */
export const ENOUGH = 20;

/** The prekeys of one device: public keys for the server, private keys to open messages. Lost when the page is closed. */
export class KeyRing implements PreKeySource, Owner {
  readonly userID: Bytes;
  readonly registrationID = 1 + Math.floor(Math.random() * MOST_REGISTRATIONS);
  /** If false, the page provides no keys when the server requests more. */
  topsUp = true;
  readonly #identity: CryptoKey;
  readonly #privateKeys = new Map<string, CryptoKey>();
  readonly #ready: Bytes[] = [];
  #signed: SignedPreKey;

  private constructor(userID: Bytes, identity: CryptoKey, signed: SignedPreKey) {
    this.userID = userID;
    this.#identity = identity;
    this.#signed = signed;
    this.#keep(signed);
  }

  /** Creates a key ring with a signed prekey and no one-time keys. */
  static async of(userID: Bytes, identity: CryptoKey): Promise<KeyRing> {
    return new KeyRing(userID, identity, await generateSigned(identity));
  }

  /**
   * Creates a new signed prekey and one-time keys for the next registration. With another signed prekey, the server replaces the registration, and
   * drops its one-time keys.
   */
  async renew(oneTimePreKeys: number): Promise<void> {
    this.#signed = await generateSigned(this.#identity);
    this.#keep(this.#signed);
    this.#ready.push(...(await this.#make(oneTimePreKeys)));
  }

  get signedPreKey(): Bytes {
    return this.#signed.published;
  }

  async oneTimePreKeys(count: number): Promise<readonly Bytes[]> {
    const ready = this.#ready.splice(0);
    return ready.length === 0 && this.topsUp ? this.#make(Math.min(count, ENOUGH)) : ready;
  }

  async #make(count: number): Promise<readonly Bytes[]> {
    const pairs = await Promise.all(Array.from({ length: count }, generate));
    pairs.forEach((pair) => this.#keep(pair));
    return pairs.map(({ publicKey }) => publicKey);
  }

  #keep({ publicKey, privateKey }: KeyPair): void {
    this.#privateKeys.set(hex(publicKey), privateKey);
  }

  privateKey(publicKey: Bytes): CryptoKey | undefined {
    return this.#privateKeys.get(hex(publicKey));
  }

  /** Discards the private keys of used one-time keys: messages sealed with them can never be opened again. */
  used(publicKeys: readonly Bytes[]): void {
    const signed = hex(this.#signed.publicKey);
    publicKeys.map(hex).filter((key) => key !== signed).forEach((key) => this.#privateKeys.delete(key));
  }
}
