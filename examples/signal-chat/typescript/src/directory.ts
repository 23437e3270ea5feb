import { ErrorCode, LibSignalErrorBase, processPreKeyBundle } from '@signalapp/libsignal-client';
import { OutcomeUnknownError } from 'messaging-server-client';
import type { AnonymousConnection, PreKeyBundle } from 'messaging-server-client';
import type { Account } from './account.ts';
import { openBundle } from './bundles.ts';
import { copy, equal, hex } from './bytes.ts';
import type { Journal, Transaction } from './journal.ts';
import { protocolAddress } from './names.ts';
import type { Device } from './sealing.ts';
import { Stores } from './stores.ts';

/** The time after which a user may have a new device. */
const VALID_FOR = 6 * 60 * 60 * 1000;

/** The devices of other users and of this one with which there are sessions. */
export class Directory {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #sender: AnonymousConnection;
  /** When the server was asked for a user's devices, since this process has started. */
  readonly #asked = new Map<string, number>();

  constructor(account: Account, journal: Journal, sender: AnonymousConnection) {
    this.#account = account;
    this.#journal = journal;
    this.#sender = sender;
  }

  /** The user's devices that are known, except this one. */
  devices(state: Pick<Transaction, 'keys'>, userID: Uint8Array): readonly Device[] {
    const prefix = userKey(userID);
    return state.keys(prefix).map((key) => ({ userID: copy(userID), deviceID: Number(key.slice(prefix.length)) }));
  }

  /** Begins sessions with devices that the user has had since the last time, before the first message after a start and every six hours. */
  async upToDate(userID: Uint8Array): Promise<void> {
    const asked = this.#asked.get(hex(userID));
    if (asked !== undefined && Date.now() < asked + VALID_FOR) {
      return;
    }
    try {
      await this.fetch(userID);
    } catch (cause) {
      // The server cannot be reached now. The message waits in the outbox.
      if (!(cause instanceof OutcomeUnknownError) || this.devices(this.#journal, userID).length === 0) {
        throw cause;
      }
    }
  }

  /** Begins sessions with all devices of the user that are not known. */
  async fetch(userID: Uint8Array): Promise<void> {
    const known = this.devices(this.#journal, userID).map(({ deviceID }) => deviceID);
    const own = equal(userID, this.#account.userID) ? [this.#account.deviceID] : [];
    const served = await this.#sender.preKeys(userID, { known: [...known, ...own] });
    await this.#journal.transaction((transaction) => this.#begin(transaction, userID, served));
    this.#asked.set(hex(userID), Date.now());
  }

  async #begin(transaction: Transaction, userID: Uint8Array, served: readonly PreKeyBundle[]): Promise<void> {
    const stores = new Stores(this.#account, transaction);
    const self = protocolAddress(this.#account.userID, this.#account.deviceID);
    for (const one of served) {
      const { deviceID } = one.address;
      const bundle = openBundle(userID, one);
      await processPreKeyBundle(bundle, protocolAddress(userID, deviceID), self, stores.sessions, stores.identities);
      transaction.set(deviceKey({ userID, deviceID }), String(one.registrationID));
    }
  }

  /** Notes the device that a message came from: it may be new, or may have registered again. */
  async learn(transaction: Transaction, device: Device): Promise<void> {
    const session = await new Stores(this.#account, transaction).sessions.getSession(protocolAddress(device.userID, device.deviceID));
    if (session) {
      transaction.set(deviceKey(device), String(session.remoteRegistrationId()));
    }
  }

  /** The registration with which there is a session. */
  registrationID(state: Pick<Transaction, 'get'>, device: Device): number | undefined {
    const stored = state.get(deviceKey(device));
    return stored === undefined ? undefined : Number(stored);
  }

  /** Ends the session: the device is gone, or has lost its keys. */
  forget(transaction: Transaction, device: Device): void {
    transaction.delete(deviceKey(device));
    new Stores(this.#account, transaction).sessions.delete(protocolAddress(device.userID, device.deviceID));
    // It shall not read what this device sends to its groups from now on.
    transaction.keys('distribution/').forEach((key) => transaction.delete(key));
  }
}

function deviceKey({ userID, deviceID }: { userID: Uint8Array; deviceID: number }): string {
  return userKey(userID) + deviceID;
}

function userKey(userID: Uint8Array): string {
  return `device/${hex(userID)}/`;
}

/** Whether a session has to begin again: libsignal ends one that nobody has answered for a month. */
export function hasExpired(cause: unknown): boolean {
  return LibSignalErrorBase.is(cause, ErrorCode.InvalidSession);
}
