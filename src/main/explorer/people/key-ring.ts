import type { PreKeySource } from 'messaging-server-client';
import { hex } from '../sealing/bytes.ts';
import type { Bytes } from '../sealing/bytes.ts';
import type { Owner } from '../sealing/envelope.ts';
import { generateSigned } from '../sealing/signed-pre-key.ts';
import type { SignedPreKey } from '../sealing/signed-pre-key.ts';
import { generate } from '../sealing/x25519.ts';
import type { KeyPair } from '../sealing/x25519.ts';

const MOST_REGISTRATIONS = 0x3fff;

/** As many one-time keys as are registered at once, however many the server would like: a short frame is easier to read. */
export const ENOUGH = 20;

/** The prekeys of one device: their public halves for the server, their private ones for opening. Gone with the page. */
export class KeyRing implements PreKeySource, Owner {
  readonly userID: Bytes;
  readonly registrationID = 1 + Math.floor(Math.random() * MOST_REGISTRATIONS);
  /** False: when the server asks for more, it gets none. */
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

  /** With a signed prekey, and no one-time keys. */
  static async of(userID: Bytes, identity: CryptoKey): Promise<KeyRing> {
    return new KeyRing(userID, identity, await generateSigned(identity));
  }

  /**
   * Begins anew: to the server a registration with another signed prekey is another one, and drops the one-time keys of the former. Those
   * made here are what the next registration has.
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

  /** Throws away the private halves of one-time keys that were used: what was sealed with them can never be opened again. */
  used(publicKeys: readonly Bytes[]): void {
    const signed = hex(this.#signed.publicKey);
    publicKeys.map(hex).filter((key) => key !== signed).forEach((key) => this.#privateKeys.delete(key));
  }
}
