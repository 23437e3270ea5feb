import type { Settings } from '../options.ts';
import { WakeupState } from '../wire/message.ts';
import type { Requests } from './requests.ts';

/** A Web Push subscription of this device, as its push service has made it. */
export interface WakeupSubscription {
  /** The URL that the push service has given. */
  readonly endpoint: string;
  /** The public key, 65 bytes. */
  readonly p256dh: Uint8Array;
  /** The secret, 16 bytes. */
  readonly auth: Uint8Array;
  /** The `ServerInfo.wakeupKey` with which the device has subscribed. */
  readonly serverKey: Uint8Array;
  /** Seconds between two pushes, at least; 0 if it is not given. */
  readonly minSeconds?: number;
}

/** Subscribes this device with its push service. */
export interface WakeupSource {
  /**
   * Called after a login, and after a registration, if the server has no subscription of this device, or has one that ended or was made with an
   * earlier key.
   *
   * @param serverKey the `ServerInfo.wakeupKey`, 65 bytes: a browser's `applicationServerKey`
   * @returns a subscription with this key, or undefined if the device is not to be woken
   */
  subscribe(serverKey: Uint8Array): Promise<Omit<WakeupSubscription, 'serverKey'> | undefined>;
}

/** Keeps the subscription of a device as the server's newest key and the push service want it. */
export class WakeupRenewal {
  readonly #settings: Settings;
  readonly #requests: Requests;
  readonly #source: WakeupSource | undefined;
  #serverKey: Uint8Array = new Uint8Array(0);
  #current: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(settings: Settings, requests: Requests, source: WakeupSource | undefined) {
    this.#settings = settings;
    this.#requests = requests;
    this.#source = source;
  }

  get serverKey(): Uint8Array {
    return this.#serverKey;
  }

  /** @param serverKey empty if the server wakes nobody */
  loggedIn(serverKey: Uint8Array): void {
    this.#serverKey = serverKey;
    void this.renew();
  }

  /**
   * Asks the server how the subscription stands, and subscribes again if necessary. While it is at it, asks once more afterwards: what has changed
   * since is not missed.
   */
  renew(): Promise<void> {
    if (this.#current === undefined) {
      this.#current = this.#attempt().finally(() => (this.#current = undefined));
      return this.#current;
    }
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      return this.renew();
    });
    return this.#next;
  }

  async #attempt(): Promise<void> {
    if (this.#source === undefined || this.#serverKey.length === 0) {
      return;
    }
    try {
      await this.#renew(this.#source, this.#serverKey);
    } catch (cause) {
      this.#settings.warn('Could not subscribe to be woken; will retry at the next login', cause);
    }
  }

  async #renew(source: WakeupSource, serverKey: Uint8Array): Promise<void> {
    const [status] = await this.#requests.send({ type: 'requestKeyStatus', oneTimeKeyHashes: false }, 'keyStatus');
    if (status === undefined || !status.registered || isGood(status.wakeup, status.wakeupKey, serverKey)) {
      return;
    }
    const subscription = await source.subscribe(serverKey);
    if (subscription !== undefined) {
      const { endpoint, p256dh, auth, minSeconds = 0 } = subscription;
      await this.#requests.send({ type: 'setWakeup', endpoint, p256dh, auth, minSeconds, serverKey }, 'ack');
    }
  }
}

/** One whose push service refuses the latest pushes may recover; the server removes it otherwise. */
function isGood(state: number, subscribedWith: Uint8Array, serverKey: Uint8Array): boolean {
  const isSet = state === WakeupState.set || state === WakeupState.failing;
  return isSet && subscribedWith.length === serverKey.length && subscribedWith.every((byte, at) => byte === serverKey[at]);
}
