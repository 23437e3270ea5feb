import { Connection } from './connection.ts';
import type { Events } from './line/events.ts';
import type { Lifeline } from './line/lifeline.ts';
import type { Settings } from './options.ts';
import { bundles } from './pre-key-bundle.ts';
import type { PreKeyBundle } from './pre-key-bundle.ts';
import type { Requests } from './requests/requests.ts';
import { fits } from './sending/outgoing.ts';
import type { SendQueue } from './sending/send-queue.ts';
import type { Address } from './wire/message.ts';

/** Which of a user's devices to ask for. */
export interface PreKeysOptions {
  /** Devices to leave out. */
  readonly known?: readonly number[];
  /** How many others the user is known to have: the answer is whole as soon as so many have come. */
  readonly devices?: number;
}

/** Sends messages and fetches other users' keys without ever saying who asks. Made by `MessagingClient.anonymous`. */
export class AnonymousConnection extends Connection {
  readonly #frameBytes: number;
  readonly #requests: Requests;
  readonly #sends: SendQueue;

  /** @internal */
  constructor(lifeline: Lifeline, events: Events, settings: Settings, requests: Requests, sends: SendQueue) {
    super(lifeline, events);
    this.#frameBytes = settings.limits.frameBytes;
    this.#requests = requests;
    this.#sends = sends;
  }

  /**
   * Sends a message until the server has it: again after a lost socket, and again after an error that may pass
   * (`ServerRefusedError.retry`), until `Timing.send` is over.
   *
   * Messages to one recipient arrive in the order of these calls, unless one was refused for a while; then those behind it on the way may be
   * taken before it. A message may arrive twice, where its answer was lost with the socket.
   *
   * Where `Limits.sendWindow` messages are unanswered, further ones wait: an app that sends the next message when this promise is kept is never
   * faster than the server.
   *
   * @param sealedMessage not to be changed before the promise is settled
   * @returns a promise that is kept once the server answers for the message; it is rejected with a `ServerRefusedError` where it never will, a
   *     `NotConfirmedError` where time was over, a `TooMuchWaitingError` at once where too much waits, and with a `RangeError` at once where the
   *     message is larger than a frame
   */
  async send(to: Address, sealedMessage: Uint8Array): Promise<void> {
    if (!fits(to, sealedMessage, this.#frameBytes)) {
      throw new RangeError(`no message fits into ${this.#frameBytes} bytes but smaller`);
    }
    await this.#sends.send(to, sealedMessage);
  }

  /**
   * Fetches the keys of a user's devices, one bundle for each device that is not known already.
   *
   * The protocol does not say which PreKey is the last. The answer counts as whole when nothing has come for `Timing.preKeyQuiet` after a PreKey;
   * a device whose PreKey was late, or lost with the socket, is missing then: ask again with those at hand as known. Who knows how many there are
   * says so (`devices`) and waits no longer than needed.
   *
   * @returns a promise that is kept with at least one bundle, or with none where every device is known; it is rejected with a
   *     `ServerRefusedError` (`unknown_user` where the user has no device) or a `NotConfirmedError`
   */
  async preKeys(userID: Uint8Array, options: PreKeysOptions = {}): Promise<readonly PreKeyBundle[]> {
    const { known = [], devices = Infinity } = options;
    return bundles(await this.#requests.ask({ type: 'requestPreKeys', userID, knownDeviceIDs: known }, 'preKey', devices));
  }
}
