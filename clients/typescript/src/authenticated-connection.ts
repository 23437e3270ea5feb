import { Connection } from './connection.ts';
import type { Events } from './line/events.ts';
import type { Lifeline } from './line/lifeline.ts';
import type { KeySupply } from './requests/key-supply.ts';
import type { Requests } from './requests/requests.ts';
import type { Address } from './wire/message.ts';

/**
 * One device, logged in: manages its keys and hands its messages to the app, each at least once, and once only as far as `Limits.remembered`
 * reaches back. Made by `MessagingClient.authenticated`.
 *
 * When the server runs low on one-time keys, more are registered by themselves, from the `PreKeySource`.
 */
export class AuthenticatedConnection extends Connection {
  /** Whom others send to in order to reach this device. */
  readonly address: Address;
  readonly #events: Events;
  readonly #requests: Requests;
  readonly #keys: KeySupply;

  /** @internal */
  constructor(lifeline: Lifeline, events: Events, address: Address, requests: Requests, keys: KeySupply) {
    super(lifeline, events);
    this.address = address;
    this.#events = events;
    this.#requests = requests;
    this.#keys = keys;
  }

  /**
   * Registers this device, so that others can fetch its keys and send to it. With the registration id and signed prekey already on file, the
   * one-time keys are added; otherwise they replace what is there. Waiting messages stay. Keys that do not fit into one frame go out in several,
   * in their order; where one fails, those before it are registered.
   *
   * @param oneTimePreKeys how many to ask the `PreKeySource` for
   * @returns a promise that is kept once the server has committed it; it is rejected with a `ServerRefusedError`, a `NotConfirmedError`, a
   *     `RangeError` where a key is larger than a frame, or as the source was
   */
  register(oneTimePreKeys: number): Promise<void> {
    return this.#keys.register(oneTimePreKeys);
  }

  /**
   * Removes this device: its registration, its keys and the messages that wait for it.
   *
   * @returns a promise that is kept once the server has committed it, also where nothing was there
   */
  async unregister(): Promise<void> {
    await this.#requests.ask({ type: 'unregister' }, 'ack');
  }

  /** Called with the number of keys that the server would like. The last handler set counts. */
  onPreKeysLow(handler: (requested: number) => void): void {
    this.#events.preKeysLow = handler;
  }
}
