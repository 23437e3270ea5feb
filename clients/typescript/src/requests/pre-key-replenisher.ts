import type { Settings } from '../options.ts';
import { keyBatches } from './key-batches.ts';
import type { Requests } from './requests.ts';
import type { Admission } from '../wire/message.ts';

/** The most keys to register at one request of the server. */
const MAX_KEYS = 1000;

/** Provides a device's public keys. */
export interface PreKeySource {
  /** This device's registration id, the same until the app is reinstalled. */
  readonly registrationID: number;
  /** This device's signed prekey, the same until it is renewed by another registration. */
  readonly signedPreKey: Uint8Array;
  /**
   * New one-time keys. Store their private keys safely before the promise resolves: a stranger may use one immediately.
   *
   * @param count the number that the server requests; returning fewer, or none, is permitted
   */
  oneTimePreKeys(count: number): Promise<readonly Uint8Array[]>;
}

/** Registers a device's keys, and more of them when the server reports that few are left. */
export class PreKeyReplenisher {
  readonly #settings: Settings;
  readonly #source: PreKeySource;
  readonly #requests: Requests;
  #replenishing = false;

  constructor(settings: Settings, source: PreKeySource, requests: Requests) {
    this.#settings = settings;
    this.#source = source;
    this.#requests = requests;
  }

  async register(count: number): Promise<void> {
    await this.#register(await this.#source.oneTimePreKeys(count));
  }

  /** Registers no keys, and who may reach the device. */
  async admit(admission: Admission): Promise<void> {
    const { registrationID, signedPreKey } = this.#source;
    await this.#requests.send({ type: 'register', registrationID, signedPreKey, oneTimePreKeys: [], admission }, 'ack');
  }

  /** Sends as many requests as necessary, each after the previous one was acked. */
  async #register(oneTimePreKeys: readonly Uint8Array[]): Promise<void> {
    const { registrationID, signedPreKey } = this.#source;
    const registration = { type: 'register', registrationID, signedPreKey, oneTimePreKeys, admission: undefined } as const;
    for (const batch of keyBatches(registration, this.#settings.limits.frameBytes)) {
      await this.#requests.send(batch, 'ack');
    }
  }

  /** Registers more keys, as many as the server requests. */
  async replenish(requested: number): Promise<void> {
    if (this.#replenishing) {
      return;
    }
    this.#replenishing = true;
    try {
      await this.#registerMore(Math.min(requested, MAX_KEYS));
    } catch (cause) {
      this.#settings.warn("Could not register more one-time keys; will retry at the server's next notice", cause);
    }
    this.#replenishing = false;
  }

  async #registerMore(count: number): Promise<void> {
    const keys = await this.#source.oneTimePreKeys(count);
    if (keys.length > 0) {
      await this.#register(keys);
    }
  }
}
