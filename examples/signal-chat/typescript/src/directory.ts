import { processPreKeyBundle } from '@signalapp/libsignal-client';
import { OutcomeUnknownError, ServerRefusedError } from 'messaging-server-client';
import type { AnonymousConnection, DeviceDirectory, PreKeyBundle } from 'messaging-server-client';
import type { Account } from './account.ts';
import { openBundle } from './bundles.ts';
import { copy, equal, hex } from './bytes.ts';
import type { Journal, Transaction } from './journal.ts';
import { protocolAddress } from './names.ts';
import type { Device } from './sealing.ts';
import { Stores } from './stores.ts';
import { heldTokens } from './tokens.ts';

/** The devices of other users and of this one with which there are sessions. The client compares it with the server. */
export class Directory implements DeviceDirectory {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #sender: AnonymousConnection;

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

  /** The registrations with which there are sessions; of this user, also this device's. */
  known(userID: Uint8Array): ReadonlyMap<number, number> {
    const others = this.devices(this.#journal, userID).map((device) => [device.deviceID, this.registrationID(this.#journal, device) ?? 0] as const);
    const { deviceID, registrationID } = this.#account;
    return new Map(equal(userID, this.#account.userID) ? [...others, [deviceID, registrationID]] : others);
  }

  /** Begins sessions with devices that are new, or have registered again. */
  async changed(userID: Uint8Array, bundles: readonly PreKeyBundle[]): Promise<void> {
    await this.#journal.transaction((transaction) => this.#begin(transaction, userID, bundles));
  }

  /**
   * Finds what has changed: the client asks the server before the first message after a start, every six hours, and after a stale message.
   *
   * @throws ServerRefusedError if the user has no device
   */
  async upToDate(userID: Uint8Array): Promise<void> {
    try {
      await this.#sender.checkDevices(userID, this.#token(userID));
      if (this.known(userID).size === 0) {
        // All of them have gone since the check.
        await this.fetch(userID);
      }
    } catch (cause) {
      // The server cannot be reached now. The message waits in the outbox.
      if (!(cause instanceof OutcomeUnknownError) || this.known(userID).size === 0) {
        throw cause;
      }
    }
  }

  /** Begins sessions with the user's devices, or with these only, that are not known or have registered again. */
  async fetch(userID: Uint8Array, only: readonly number[] = []): Promise<void> {
    await this.changed(userID, await this.#sender.preKeys(userID, { knownRegistrations: this.known(userID), only, ...this.#token(userID) }));
  }

  /** A message for this registration was refused as stale: begins a session with the device's present one, or forgets a device that is gone. */
  async renew(device: Device, registrationID: number): Promise<void> {
    await this.#findChanges(device.userID);
    if (this.registrationID(this.#journal, device) === registrationID) {
      await this.#journal.transaction((transaction) => this.forget(transaction, device));
      await this.fetch(device.userID, [device.deviceID]).catch(unlessGone);
    }
  }

  /** The client has begun to ask when the message was refused. */
  async #findChanges(userID: Uint8Array): Promise<void> {
    for (;;) {
      try {
        return await this.#sender.checkDevices(userID, this.#token(userID)).catch(unlessGone);
      } catch (cause) {
        if (!(cause instanceof OutcomeUnknownError)) {
          throw cause;
        }
      }
    }
  }

  #token(userID: Uint8Array): { deliveryToken?: Uint8Array } {
    return heldTokens.option(this.#account, this.#journal, userID);
  }

  async #begin(transaction: Transaction, userID: Uint8Array, served: readonly PreKeyBundle[]): Promise<void> {
    const stores = new Stores(this.#account, transaction);
    const self = protocolAddress(this.#account.userID, this.#account.deviceID);
    for (const one of served) {
      const { deviceID } = one.address;
      const bundle = openBundle(userID, one);
      if (this.registrationID(transaction, { userID: copy(userID), deviceID }) !== undefined) {
        // The former registration may be that of a device which was lost, and is in other hands.
        forgetSenderKeys(transaction);
      }
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
    forgetSenderKeys(transaction);
  }
}

/** Whoever has them shall not read what this device sends to its groups from now on. */
function forgetSenderKeys(transaction: Transaction): void {
  transaction.keys('distribution/').forEach((key) => transaction.delete(key));
}

function unlessGone(cause: unknown): void {
  if (!(cause instanceof ServerRefusedError) || !['unknown_device', 'unknown_user'].includes(cause.errorName)) {
    throw cause;
  }
}

function deviceKey({ userID, deviceID }: { userID: Uint8Array; deviceID: number }): string {
  return userKey(userID) + deviceID;
}

function userKey(userID: Uint8Array): string {
  return `device/${hex(userID)}/`;
}
