import { Connection } from './connection.ts';
import { ServerRefusedError } from './errors.ts';
import type { ConnectionEvents } from './socket/connection-events.ts';
import type { ReconnectingSocket } from './socket/reconnecting-socket.ts';
import type { Settings } from './options.ts';
import { bundles } from './pre-key-bundle.ts';
import type { PreKeyBundle } from './pre-key-bundle.ts';
import type { Requests } from './requests/requests.ts';
import { fits } from './sending/pending-message.ts';
import type { SendOptions } from './sending/pending-message.ts';
import type { SendQueue } from './sending/send-queue.ts';
import { encode } from './wire/codec.ts';
import type { Address, MultiMessage, RequestPreKeys } from './wire/message.ts';

const LONGEST_SEQUENCE = 0xffff_ffff;

/** Which devices of a user to fetch the keys of. Anything but `known` and `devices` needs the second version of the protocol. */
export interface PreKeysOptions {
  /** Devices to omit. */
  readonly known?: readonly number[];
  /** Devices to omit unless they have another registrationID by now: the registrationID of each deviceID. Replaces `known`. */
  readonly knownRegistrations?: ReadonlyMap<number, number>;
  /** The only devices to ask for; if there are none, all. */
  readonly only?: readonly number[];
  /** Number of other devices, if you know it: in the first version of the protocol the answer is complete as soon as that many bundles have arrived. */
  readonly devices?: number;
  /** One of the user's 32-byte delivery tokens, without which the asker is a stranger. */
  readonly deliveryToken?: Uint8Array;
}

/** What one recipient of a MultiMessage receives besides what all share. */
export interface MultiRecipient {
  readonly to: Address;
  /** The begin of its message. */
  readonly head: Uint8Array;
  /** As in `SendOptions`. */
  readonly registrationID?: number;
  /** One of the recipient's 32-byte delivery tokens, without which the sender is a stranger. */
  readonly deliveryToken?: Uint8Array;
}

const NO_TOKEN = new Uint8Array(0);

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
   *     immediately if the message does not fit into a frame. After `stale_device`, forget the session with the device, fetch its keys, and seal the
   *     message again
   */
  async send(to: Address, sealedMessage: Uint8Array, options: SendOptions = {}): Promise<void> {
    if (!fits(to, sealedMessage, options, this.#frameBytes)) {
      throw new RangeError(`the message does not fit into a frame of ${this.#frameBytes} bytes`);
    }
    await this.#sendQueue.send(to, sealedMessage, options);
  }

  /**
   * Sets the handler that is called when the server refuses a message temporarily. The message stays pending, and is sent again. Replaces the previous
   * handler.
   */
  onRefused(handler: (sealedMessage: Uint8Array, why: ServerRefusedError) => void): void {
    this.#events.refused = handler;
  }

  /**
   * Sends one message to several devices in one frame: each receives its `head`, followed by what all share. The client repeats it after a
   * disconnect, so that a message may arrive twice. It stands in no order with messages of `send`, and a part that is refused is not sent again.
   * Needs the second version of the protocol.
   *
   * @param parts at most `ServerInfo.maxRecipients`, each of them with another recipient
   * @returns a promise that resolves once the server has answered for all parts: for each part, in their order, why it was refused, or undefined if
   *     it is safe; it rejects with a `ServerRefusedError` if the server took none of them, an `OutcomeUnknownError` after
   *     `ClientTimeouts.request`, a `QueueFullError` immediately if the limits are reached, and a `RangeError` immediately if the message does
   *     not fit into a frame
   */
  async sendMultiRecipient(
    shared: Uint8Array,
    parts: readonly MultiRecipient[],
    { ttlHours = 0 }: Pick<SendOptions, 'ttlHours'> = {},
  ): Promise<readonly (ServerRefusedError | undefined)[]> {
    const complete = parts.map(({ to, head, registrationID, deliveryToken = NO_TOKEN }) => ({ to, head, registrationID, deliveryToken }));
    const message: MultiMessage = { type: 'multiMessage', shared, parts: complete, ttlHours };
    if (encode({ sequence: LONGEST_SEQUENCE, payload: message }).length > this.#frameBytes) {
      throw new RangeError(`the message does not fit into a frame of ${this.#frameBytes} bytes`);
    }
    const [result] = await this.#requests.send(message, 'multiResult');
    const refused = new Map(result?.refused.map(({ part, name }) => [part, name]));
    return parts.map((_, part) => refusal(refused.get(part)));
  }

  /**
   * Fetches the keys of a user's devices, one bundle for each device that is not known already.
   *
   * The first version of the protocol does not state how many PreKeys an answer has. There the answer counts as complete when no further PreKey has
   * arrived for `ClientTimeouts.preKeyQuiet`, and a device whose PreKey was late, or lost with the socket, is missing: fetch again, with the received
   * ones as known.
   *
   * @returns a promise that resolves to at least one bundle, or to none if every device is known; it rejects with a `ServerRefusedError`
   *     (`unknown_user` if the user has no device, `unknown_device` if none of `only`) or an `OutcomeUnknownError`
   */
  async preKeys(userID: Uint8Array, options: PreKeysOptions = {}): Promise<readonly PreKeyBundle[]> {
    const request = requestPreKeys(userID, options);
    return bundles(await this.#requests.send(request, 'preKey', options.devices ?? Infinity));
  }
}

function requestPreKeys(userID: Uint8Array, options: PreKeysOptions): RequestPreKeys {
  const { known = [], knownRegistrations, only = [], deliveryToken = NO_TOKEN } = options;
  return {
    type: 'requestPreKeys',
    userID,
    knownDeviceIDs: knownRegistrations ? [...knownRegistrations.keys()] : known,
    knownRegistrationIDs: knownRegistrations ? [...knownRegistrations.values()] : [],
    onlyDeviceIDs: only,
    deliveryToken,
  };
}

function refusal(name: string | undefined): ServerRefusedError | undefined {
  return name === undefined ? undefined : new ServerRefusedError({ type: 'error', name, description: 'a part of a MultiMessage' });
}
