import { Connection } from './connection.ts';
import { OutcomeUnknownError } from './errors.ts';
import type { ConnectionEvents } from './socket/connection-events.ts';
import type { ReconnectingSocket } from './socket/reconnecting-socket.ts';
import type { PreKeyReplenisher } from './requests/pre-key-replenisher.ts';
import type { DrainedPromise } from './receiving/drained-promise.ts';
import type { Requests } from './requests/requests.ts';
import type { WakeupRenewal, WakeupSubscription } from './requests/wakeup-renewal.ts';
import type { Address, Admission, KeyStatus } from './wire/message.ts';

const NO_BYTES = new Uint8Array(0);

/**
 * One logged-in device: manages its keys and delivers its messages to the app, each at least once, and exactly once among the last
 * `ClientLimits.remembered`. Created by `MessagingClient.authenticated`.
 *
 * When the server reports that few one-time keys are left, the connection registers more from the `PreKeySource`.
 */
export class AuthenticatedConnection extends Connection {
  /** The Address to which others send messages for this device. */
  readonly address: Address;
  readonly #events: ConnectionEvents;
  readonly #requests: Requests;
  readonly #replenisher: PreKeyReplenisher;
  readonly #drained: DrainedPromise;
  readonly #wakeups: WakeupRenewal;

  /** @internal */
  constructor(
    socket: ReconnectingSocket,
    events: ConnectionEvents,
    address: Address,
    requests: Requests,
    replenisher: PreKeyReplenisher,
    drained: DrainedPromise,
    wakeups: WakeupRenewal,
  ) {
    super(socket, events);
    this.address = address;
    this.#events = events;
    this.#requests = requests;
    this.#replenisher = replenisher;
    this.#drained = drained;
    this.#wakeups = wakeups;
  }

  /**
   * Registers this device, so that others can fetch its keys and send to it. If the server already has this registration id and
   * signed prekey, it adds the one-time keys; otherwise it replaces the whole registration. Waiting messages stay. Keys that do not fit into one
   * frame are sent in several, in order; if one fails, those before it are registered.
   *
   * @param oneTimePreKeys number of keys to request from the `PreKeySource`
   * @returns a promise that resolves once the server has committed the registration; it rejects with a `ServerRefusedError`, an
   *     `OutcomeUnknownError`, a `RangeError` if a key does not fit into a frame, or the rejection of the source
   */
  async register(oneTimePreKeys: number): Promise<void> {
    await this.#replenisher.register(oneTimePreKeys);
    void this.#wakeups.renew();
  }

  /**
   * Replaces who may reach this device. Holders of one of the delivery tokens always may; what others may do, `strangers` says. It stays until it is
   * replaced, or the device is unregistered.
   *
   * @returns a promise that resolves once the server has committed it; it rejects like that of `register`. If the device was not registered, it is
   *     then, without one-time keys
   */
  admit(admission: Admission): Promise<void> {
    return this.#replenisher.admit(admission);
  }

  /**
   * Removes this device: its registration, its keys and its waiting messages.
   *
   * @returns a promise that resolves once the server has committed the removal, or if there was nothing to remove
   */
  async unregister(): Promise<void> {
    await this.#requests.send({ type: 'unregister' }, 'ack');
  }

  /**
   * Asks which keys of this device the server has on file. Compare them with those of the app, for example after a crash between a registration
   * and its answer. An app that was restored from a backup registers under another registration id instead. Needs the second version of the protocol.
   *
   * @param options.oneTimeKeyHashes whether to hash the one-time keys too, which counts as one registration for each 32 of them
   * @returns a promise that rejects with a `ServerRefusedError` or an `OutcomeUnknownError`
   */
  async keyStatus({ oneTimeKeyHashes = false } = {}): Promise<KeyStatus> {
    const [status] = await this.#requests.send({ type: 'requestKeyStatus', oneTimeKeyHashes }, 'keyStatus');
    if (status === undefined) {
      throw new OutcomeUnknownError();
    }
    return status;
  }

  /**
   * Has the server wake this device by Web Push when a message waits for it. Replaces an earlier subscription; it ends when the device is unregistered
   * or registers under another registration id. An app with a `WakeupSource` need not call this. Needs the second version of the protocol.
   *
   * @returns a promise that resolves once the server has committed it; it rejects with a `ServerRefusedError` or an `OutcomeUnknownError`
   */
  async setWakeup({ endpoint, p256dh, auth, serverKey, minSeconds = 0 }: WakeupSubscription): Promise<void> {
    await this.#requests.send({ type: 'setWakeup', endpoint, p256dh, auth, minSeconds, serverKey }, 'ack');
  }

  /** The key with which to subscribe, as the server has stated it at the latest login; empty before, and if it wakes nobody. */
  get wakeupKey(): Uint8Array {
    return this.#wakeups.serverKey;
  }

  /**
   * Asks the server how the subscription of this device stands, and the `WakeupSource` for another if necessary, as the connection does by itself after
   * each login and each `register`. Call this when the user wants to be woken from now on.
   *
   * @returns a promise that resolves afterwards, also if it did not succeed; `warn` receives the reason
   */
  renewWakeup(): Promise<void> {
    return this.#wakeups.renew();
  }

  /** Has the server wake this device no longer. The promise is like that of `setWakeup`. */
  removeWakeup(): Promise<void> {
    return this.setWakeup({ endpoint: '', p256dh: NO_BYTES, auth: NO_BYTES, serverKey: NO_BYTES });
  }

  /**
   * Everything that waited at the login has been handed to the app and acked, a second after the login at the earliest. An app that was woken up
   * can go back to sleep then; one that starts can show that it is up to date. A connection that is lost before, or after, waits for the next login.
   *
   * @returns a promise that resolves then, and rejects when the connection closes for good; in the first version of the protocol, whose servers do
   *     not report it, it never resolves
   */
  drained(): Promise<void> {
    return this.#drained.current;
  }

  /** Sets the handler that receives the number of keys that the server requests. Replaces the previous handler. */
  onPreKeysLow(handler: (requested: number) => void): void {
    this.#events.preKeysLow = handler;
  }
}
