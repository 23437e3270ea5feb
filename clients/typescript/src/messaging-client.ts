import { address } from './address.ts';
import { AnonymousConnection } from './anonymous-connection.ts';
import { AnonymousMode } from './anonymous-mode.ts';
import { Attachments } from './attachments/attachments.ts';
import { AuthenticatedConnection } from './authenticated-connection.ts';
import { AuthenticatedMode } from './authenticated-mode.ts';
import { DeviceChecks } from './devices/device-checks.ts';
import type { DeviceDirectory } from './devices/device-directory.ts';
import { ConnectionEvents } from './socket/connection-events.ts';
import { ReconnectingSocket } from './socket/reconnecting-socket.ts';
import { settings } from './options.ts';
import type { ServerRefusedError } from './errors.ts';
import type { ClientOptions, Settings } from './options.ts';
import { DrainedPromise } from './receiving/drained-promise.ts';
import { InboundMessages } from './receiving/inbound-messages.ts';
import type { MessageHandler } from './receiving/inbound-messages.ts';
import { PreKeyReplenisher } from './requests/pre-key-replenisher.ts';
import type { PreKeySource } from './requests/pre-key-replenisher.ts';
import { Requests } from './requests/requests.ts';
import { WakeupRenewal } from './requests/wakeup-renewal.ts';
import type { WakeupSource } from './requests/wakeup-renewal.ts';
import type { PendingMessage } from './sending/pending-message.ts';
import { SendQueue } from './sending/send-queue.ts';
import type { Signer } from './signer.ts';

/** The device of an authenticated connection, and its keys and handler. */
export interface DeviceOptions {
  /** The user: an `Identity`, or the app's own signer. */
  readonly identity: Signer;
  /** Which of the user's devices this is. */
  readonly deviceID: number;
  /** Provides keys for `register`, and whenever the server reports that few are left. */
  readonly preKeys: PreKeySource;
  /** Receives every message for this device. */
  readonly onMessage: MessageHandler;
  /** Subscribes with the device's push service, so that the server can wake it. */
  readonly wakeups?: WakeupSource;
}

/** The options of an anonymous connection. */
export interface AnonymousOptions {
  /** The app's record of devices. With it, the connection finds out which devices of recipients are new or were reinstalled. */
  readonly devices?: DeviceDirectory;
}

/**
 * Opens connections to the servers of one deployment. Create one and keep it: it needs no closing, and its connections end with `close`.
 */
export class MessagingClient {
  readonly #options: ClientOptions;
  readonly #settings: Settings;
  #connections = 0;

  /**
   * Creates a client.
   *
   * @throws TypeError or RangeError if the options are invalid
   */
  constructor(options: ClientOptions) {
    this.#options = options;
    this.#settings = settings(options);
  }

  /** Creates a connection for sending and for fetching keys; `connect` opens it. */
  anonymous({ devices }: AnonymousOptions = {}): AnonymousConnection {
    const requests = new Requests(this.#settings);
    const checks = new DeviceChecks(this.#settings, requests, devices);
    const events = new ConnectionEvents(this.#settings.warn);
    const onRefused = (sealedMessage: Uint8Array, why: ServerRefusedError) => events.notify(() => events.refused(sealedMessage, why));
    const onStaleDevice = ({ to, options }: PendingMessage) => checks.stale(to.userID, options.deliveryToken);
    const sendQueue = new SendQueue(this.#settings, { onStalled: () => socket.reconnect(), onRefused, onStaleDevice });
    const socket = new ReconnectingSocket(++this.#connections, this.#settings, new AnonymousMode(requests, sendQueue, checks), events);
    return new AnonymousConnection(socket, events, this.#settings, requests, checks, sendQueue);
  }

  /**
   * Uploads and downloads files too large for a message, over connections of their own.
   *
   * @throws TypeError if neither the runtime nor the options have the cryptography for it
   */
  attachments(): Attachments {
    const crypto = given(this.#settings.attachmentCrypto, 'attachmentCrypto');
    return new Attachments(this.#settings, crypto, (server) => new MessagingClient({ ...this.#options, servers: server }).anonymous());
  }

  /**
   * Creates a connection for receiving and for managing keys; `connect` opens it.
   *
   * @throws TypeError if the device cannot be addressed, or neither the runtime nor the options have a SHA-256
   */
  authenticated({ identity, deviceID, preKeys, onMessage, wakeups }: DeviceOptions): AuthenticatedConnection {
    const own = address(identity.userID, deviceID);
    const requests = new Requests(this.#settings);
    const replenisher = new PreKeyReplenisher(this.#settings, preKeys, requests);
    const inbound = new InboundMessages(this.#settings, given(this.#settings.sha256, 'sha256'), onMessage, () => socket.reconnect());
    const events = new ConnectionEvents(this.#settings.warn);
    const onPreKeysLow = (requested: number) => {
      events.notify(() => events.preKeysLow(requested));
      void replenisher.replenish(requested);
    };
    const drained = new DrainedPromise();
    const renewal = new WakeupRenewal(this.#settings, requests, wakeups);
    const mode = new AuthenticatedMode(identity, own, requests, inbound, onPreKeysLow, drained, renewal);
    const socket = new ReconnectingSocket(++this.#connections, this.#settings, mode, events);
    return new AuthenticatedConnection(socket, events, own, requests, replenisher, drained, renewal);
  }
}

function given<T>(function_: T | undefined, option: keyof ClientOptions): T {
  if (function_ === undefined) {
    throw new TypeError(`this runtime has no WebCrypto: pass ${option} in the options`);
  }
  return function_;
}
