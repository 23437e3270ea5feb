import { Connection } from './connection.ts';
import type { ConnectionEvents } from './socket/connection-events.ts';
import type { ReconnectingSocket } from './socket/reconnecting-socket.ts';
import type { ServerRefusedError } from './errors.ts';
import type { Settings } from './options.ts';
import { bundles } from './pre-key-bundle.ts';
import type { PreKeyBundle } from './pre-key-bundle.ts';
import type { Requests } from './requests/requests.ts';
import { fits } from './sending/pending-message.ts';
import type { SendQueue } from './sending/send-queue.ts';
import type { Address } from './wire/message.ts';

/** Which devices of a user to fetch the keys of. */
export interface PreKeysOptions {
  /** Devices to omit. */
  readonly known?: readonly number[];
  /** Number of other devices, if you know it: in the first version of the protocol the answer is complete as soon as that many bundles have arrived. */
  readonly devices?: number;
}

/** Sends messages and fetches other users' keys, and never identifies its user. Created by `MessagingClient.anonymous`. */
export class AnonymousConnection extends Connection {
  readonly #events: ConnectionEvents;
  readonly #frameBytes: number;
  readonly #requests: Requests;
  readonly #sendQueue: SendQueue;

  /** @internal */
  constructor(socket: ReconnectingSocket, events: ConnectionEvents, settings: Settings, requests: Requests, sendQueue: SendQueue) {
    super(socket, events);
    this.#events = events;
    this.#frameBytes = settings.limits.frameBytes;
    this.#requests = requests;
    this.#sendQueue = sendQueue;
  }

  /**
   * Sends a message until the server acks it, at most for `ClientTimeouts.send`. The client resends it after a disconnect and after a temporary
   * error (`ServerRefusedError.retry`).
   *
   * Messages to one recipient arrive in the order of these calls, unless the server refuses one temporarily: it may then accept messages that were
   * sent after it first. A message may arrive twice, if its answer was lost with the socket.
   *
   * While `ClientLimits.sendWindow` messages are unanswered, further ones wait. An app that sends the next message when this promise resolves is
   * never faster than the server.
   *
   * @param sealedMessage must not be modified before the promise settles
   * @returns a promise that resolves once the server has acked the message; it rejects with a `ServerRefusedError` if the server refuses it
   *     permanently, an `OutcomeUnknownError` after the timeout, a `QueueFullError` immediately if the limits are reached, and a `RangeError`
   *     immediately if the message does not fit into a frame
   */
  async send(to: Address, sealedMessage: Uint8Array): Promise<void> {
    if (!fits(to, sealedMessage, this.#frameBytes)) {
      throw new RangeError(`the message does not fit into a frame of ${this.#frameBytes} bytes`);
    }
    await this.#sendQueue.send(to, sealedMessage);
  }

  /**
   * Sets the handler that is called when the server refuses a message temporarily. The message stays pending, and is sent again. Replaces the previous
   * handler.
   */
  onRefused(handler: (sealedMessage: Uint8Array, why: ServerRefusedError) => void): void {
    this.#events.refused = handler;
  }

  /**
   * Fetches the keys of a user's devices, one bundle for each device that is not known already.
   *
   * The first version of the protocol does not state how many PreKeys an answer has. There the answer counts as complete when no further PreKey has
   * arrived for `ClientTimeouts.preKeyQuiet`, and a device whose PreKey was late, or lost with the socket, is missing: fetch again, with the received
   * ones as known.
   *
   * @returns a promise that resolves to at least one bundle, or to none if every device is known; it rejects with a `ServerRefusedError`
   *     (`unknown_user` if the user has no device) or an `OutcomeUnknownError`
   */
  async preKeys(userID: Uint8Array, options: PreKeysOptions = {}): Promise<readonly PreKeyBundle[]> {
    const { known = [], devices = Infinity } = options;
    return bundles(await this.#requests.send({ type: 'requestPreKeys', userID, knownDeviceIDs: known }, 'preKey', devices));
  }
}
