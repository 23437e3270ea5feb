import { address } from './address.ts';
import { AnonymousConnection } from './anonymous-connection.ts';
import { AnonymousRole } from './anonymous-role.ts';
import { AuthenticatedConnection } from './authenticated-connection.ts';
import { AuthenticatedRole } from './authenticated-role.ts';
import type { Identity } from './identity.ts';
import { Events } from './line/events.ts';
import { Lifeline } from './line/lifeline.ts';
import { settings } from './options.ts';
import type { ClientOptions, Settings } from './options.ts';
import { Deliveries } from './receiving/deliveries.ts';
import type { MessageHandler } from './receiving/deliveries.ts';
import { KeySupply } from './requests/key-supply.ts';
import type { PreKeySource } from './requests/key-supply.ts';
import { Requests } from './requests/requests.ts';
import { SendQueue } from './sending/send-queue.ts';

/** What a device is and does. */
export interface DeviceOptions {
  readonly identity: Identity;
  /** Which of the user's devices this is. */
  readonly deviceID: number;
  /** Asked for keys at `register` and whenever the server runs low. */
  readonly preKeys: PreKeySource;
  /** Gets every message for this device. */
  readonly onMessage: MessageHandler;
}

/**
 * Opens connections to the servers of one deployment. Make one and keep it; it holds nothing that needs closing, and its connections end with
 * `close`.
 */
export class MessagingClient {
  readonly #settings: Settings;
  #connections = 0;

  /**
   * A client of these servers.
   *
   * @throws TypeError or RangeError where the options cannot work
   */
  constructor(options: ClientOptions) {
    this.#settings = settings(options);
  }

  /** A connection for sending and for fetching keys; `connect` begins it. */
  anonymous(): AnonymousConnection {
    const requests = new Requests(this.#settings);
    const sends = new SendQueue(this.#settings, () => lifeline.abandon());
    const events = new Events(this.#settings.warn);
    const lifeline = new Lifeline(++this.#connections, this.#settings, new AnonymousRole(requests, sends), events);
    return new AnonymousConnection(lifeline, events, this.#settings, requests, sends);
  }

  /** A connection for receiving and for managing keys; `connect` begins it. */
  authenticated({ identity, deviceID, preKeys, onMessage }: DeviceOptions): AuthenticatedConnection {
    const own = address(identity.userID, deviceID);
    const requests = new Requests(this.#settings);
    const keys = new KeySupply(this.#settings, preKeys, requests);
    const deliveries = new Deliveries(this.#settings, onMessage, () => lifeline.abandon());
    const events = new Events(this.#settings.warn);
    const low = (requested: number) => {
      events.tell(() => events.preKeysLow(requested));
      void keys.low(requested);
    };
    const role = new AuthenticatedRole(identity, own, requests, deliveries, low);
    const lifeline = new Lifeline(++this.#connections, this.#settings, role, events);
    return new AuthenticatedConnection(lifeline, events, own, requests, keys);
  }
}
