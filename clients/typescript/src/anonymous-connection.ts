import { Connection } from './connection.ts';
import type { DeviceChecks } from './devices/device-checks.ts';
import { OutcomeUnknownError } from './errors.ts';
import type { ServerRefusedError } from './errors.ts';
import type { ConnectionEvents } from './socket/connection-events.ts';
import type { ReconnectingSocket } from './socket/reconnecting-socket.ts';
import type { Settings } from './options.ts';
import type { PreKeyBundle } from './pre-key-bundle.ts';
import { fetchPreKeys } from './requests/pre-key-fetch.ts';
import type { PreKeysOptions } from './requests/pre-key-fetch.ts';
import type { Requests } from './requests/requests.ts';
import { MultiRecipientSender } from './sending/multi-recipient-sender.ts';
import type { MultiRecipient, MultiSendOptions } from './sending/multi-recipient-sender.ts';
import { fits, outbound } from './sending/pending-message.ts';
import type { SendOptions } from './sending/pending-message.ts';
import type { SendQueue } from './sending/send-queue.ts';
import type { Address, Upload } from './wire/message.ts';

/** Sends messages and fetches other users' keys, and never identifies its user. Created by `MessagingClient.anonymous`. */
export class AnonymousConnection extends Connection {
  readonly #events: ConnectionEvents;
  readonly #frameBytes: number;
  readonly #requests: Requests;
  readonly #checks: DeviceChecks;
  readonly #sendQueue: SendQueue;
  readonly #multiRecipientSender: MultiRecipientSender;

  /** @internal */
  constructor(
    socket: ReconnectingSocket,
    events: ConnectionEvents,
    settings: Settings,
    requests: Requests,
    checks: DeviceChecks,
    sendQueue: SendQueue,
  ) {
    super(socket, events);
    this.#events = events;
    this.#frameBytes = settings.limits.frameBytes;
    this.#requests = requests;
    this.#checks = checks;
    this.#sendQueue = sendQueue;
    this.#multiRecipientSender = new MultiRecipientSender(this.#frameBytes, requests, checks);
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
    if (options.onlineOnly) {
      await this.#requests.sendOnce(outbound(to, sealedMessage, options), 'ack');
      return;
    }
    await this.#sendQueue.send(to, sealedMessage, options, this.#checks.before(to.userID, options.deliveryToken));
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
  sendMultiRecipient(
    shared: Uint8Array,
    parts: readonly MultiRecipient[],
    options: MultiSendOptions = {},
  ): Promise<readonly (ServerRefusedError | undefined)[]> {
    return this.#multiRecipientSender.send(shared, parts, options);
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
    const fetched = await fetchPreKeys(this.#requests, userID, options);
    this.#checks.fetched(userID, options);
    return fetched;
  }

  /**
   * Requests a place for an attachment. Put the encrypted bytes to its `putURL`, once, and send its `getURL` inside a sealed message; URLs that begin
   * with a slash are relative to the server. The client may request a second place after a disconnect; what it does not use is let go of. Needs the
   * second version of the protocol.
   *
   * @param bytes exactly as many as will be put, at most `ServerInfo.maxAttachmentBytes`
   * @returns a promise that rejects with a `ServerRefusedError` (`unavailable` while the server has no room) or an `OutcomeUnknownError`
   */
  async requestUpload(bytes: number): Promise<Upload> {
    const [upload] = await this.#requests.send({ type: 'requestUpload', bytes }, 'upload');
    if (upload === undefined) {
      throw new OutcomeUnknownError();
    }
    return upload;
  }

  /**
   * Finds out whether a user has new devices, or devices that were reinstalled, and hands their keys to `DeviceDirectory.changed`. If nothing has
   * changed, or a check is valid, no key is used up. If the app knows no device of the user, fetches the keys of all. Call this before you seal a
   * message for each device of a user.
   *
   * The connection checks by itself as well, if the app knows a device of the user: before the first message, before the next one once
   * `ClientTimeouts.deviceCheck` has passed, and after a message was refused with `stale_device`. Messages to the user wait for the server's answer,
   * at most for `ClientTimeouts.request`. They then leave, whatever came of the check; one that failed is repeated before the first message after
   * `ClientTimeouts.backoffMax`. Fetching the keys of all devices with `preKeys` counts as a check.
   *
   * A check tells the server which devices of the user the app knows, on the connection on which their messages leave.
   *
   * @returns a promise that resolves once the app has handled all changes; it rejects with a `ServerRefusedError` (`unknown_user` if the user has no
   *     device), an `OutcomeUnknownError`, the failure of the directory, or a `TypeError` if the connection was created without one
   */
  checkDevices(userID: Uint8Array, { deliveryToken }: Pick<PreKeysOptions, 'deliveryToken'> = {}): Promise<void> {
    return this.#checks.check(userID, deliveryToken);
  }
}
