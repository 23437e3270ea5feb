import type { Settings } from '../options.ts';
import { keyBatches } from './key-batches.ts';
import type { Requests } from './requests.ts';

/** However many a server asks for, no more go into one top-up. */
const MOST = 1000;

/** Where a device's public keys come from. */
export interface PreKeySource {
  /** This device's registration id, the same until the app is installed anew. */
  readonly registrationID: number;
  /** This device's signed prekey, the same until it is renewed by another registration. */
  readonly signedPreKey: Uint8Array;
  /**
   * New one-time keys, whose private halves are stored safely before the promise is kept: a stranger may use one of them in the very next
   * moment.
   *
   * @param count how many the server would like; fewer is fine, none leaves it at that
   */
  oneTimePreKeys(count: number): Promise<readonly Uint8Array[]>;
}

/** Registers a device's keys, and more of them when the server runs low. */
export class KeySupply {
  readonly #settings: Settings;
  readonly #source: PreKeySource;
  readonly #requests: Requests;
  #toppingUp = false;

  constructor(settings: Settings, source: PreKeySource, requests: Requests) {
    this.#settings = settings;
    this.#source = source;
    this.#requests = requests;
  }

  async register(count: number): Promise<void> {
    await this.#register(await this.#source.oneTimePreKeys(count));
  }

  /** In as many requests as it takes, each when the one before it was acked. */
  async #register(oneTimePreKeys: readonly Uint8Array[]): Promise<void> {
    const { registrationID, signedPreKey } = this.#source;
    const whole = { type: 'register', registrationID, signedPreKey, oneTimePreKeys } as const;
    for (const batch of keyBatches(whole, this.#settings.limits.frameBytes)) {
      await this.#requests.ask(batch, 'ack');
    }
  }

  /** The server would like this many more. */
  async low(requested: number): Promise<void> {
    if (this.#toppingUp) {
      return;
    }
    this.#toppingUp = true;
    try {
      await this.#topUp(Math.min(requested, MOST));
    } catch (cause) {
      this.#settings.warn("No more one-time keys were registered; the server's next notice tries again", cause);
    }
    this.#toppingUp = false;
  }

  async #topUp(count: number): Promise<void> {
    const keys = await this.#source.oneTimePreKeys(count);
    if (keys.length > 0) {
      await this.#register(keys);
    }
  }
}
