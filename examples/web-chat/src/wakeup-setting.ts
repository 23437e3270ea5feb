import type { AuthenticatedConnection, WakeupSource, WakeupSubscription } from 'messaging-server-client';
import type { Account, Store } from './store.ts';

/** A Web Push subscription, as the browser has made it. */
export type BrowserSubscription = Omit<WakeupSubscription, 'serverKey'>;

/** Makes a subscription for pushes that are signed with this key. */
export type Subscribe = (serverKey: Uint8Array) => Promise<BrowserSubscription>;

/** Whether the user is woken when messages wait: the user decides, and the page remembers it. */
export class WakeupSetting implements WakeupSource {
  readonly #store: Store;
  readonly #subscribe: Subscribe;
  #account: Account;

  constructor(account: Account, store: Store, subscribe: Subscribe) {
    this.#account = account;
    this.#store = store;
    this.#subscribe = subscribe;
  }

  get on(): boolean {
    return this.#account.woken;
  }

  /** The connection calls this after a login if the push service has ended the subscription, or the server has another key. */
  async subscribe(serverKey: Uint8Array): Promise<BrowserSubscription | undefined> {
    return this.on ? this.#subscribe(serverKey) : undefined;
  }

  /** Has the server wake the user, or not any more. Rejects with the reason if the server or the browser does not. */
  async turn(on: boolean, connection: AuthenticatedConnection): Promise<void> {
    await (on ? this.#set(connection) : connection.removeWakeup());
    const account = { ...this.#account, woken: on };
    await this.#store.saveAccount(account);
    this.#account = account;
  }

  async #set(connection: AuthenticatedConnection): Promise<void> {
    const serverKey = connection.wakeupKey;
    if (serverKey.length === 0) {
      throw new Error('the server wakes nobody, since wakeups.subject is not set');
    }
    await connection.setWakeup({ ...(await this.#subscribe(serverKey)), serverKey });
  }
}
