import { randomInt } from 'node:crypto';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import type { Signer } from 'messaging-server-client';
import { copy } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Transaction } from './journal.ts';
import { isDeviceID } from './names.ts';

const KEY = 'account';
/** libsignal has 14 bits for a registration id. */
const LAST_REGISTRATION_ID = 0x3fff;

/** One device of one user: the identity key, which all devices of the user share, and the numbers of this device. */
export class Account {
  readonly identity: IdentityKeyPair;
  readonly userID: Bytes;
  readonly deviceID: number;
  readonly registrationID: number;

  constructor(identity: IdentityKeyPair, deviceID: number, registrationID: number) {
    if (!isDeviceID(deviceID) || registrationID < 1 || registrationID > LAST_REGISTRATION_ID) {
      throw new RangeError('a device has a number from 1 to 127, and a registration id from 1 to 16383');
    }
    this.identity = identity;
    this.userID = identity.publicKey.serialize();
    this.deviceID = deviceID;
    this.registrationID = registrationID;
  }

  /**
   * A device without any state: a new user, a linked device, or one that was reinstalled or restored.
   *
   * @param former the registration id that it had, if any; the new one differs, and this tells others that all sessions have ended
   */
  static begin(identity = IdentityKeyPair.generate(), deviceID = 1, former = 0): Account {
    let registrationID = former;
    while (registrationID === former) {
      registrationID = randomInt(1, LAST_REGISTRATION_ID + 1);
    }
    return new Account(identity, deviceID, registrationID);
  }

  /** Logs the user in. libsignal signs with XEdDSA, which the server accepts. */
  get signer(): Signer {
    return { userID: this.userID, sign: (login) => this.identity.privateKey.sign(copy(login)) };
  }

  static load(state: Pick<Transaction, 'get'>): Account | undefined {
    const stored = state.get(KEY);
    if (stored === undefined) {
      return undefined;
    }
    const { identity, deviceID, registrationID } = JSON.parse(stored) as { identity: string; deviceID: number; registrationID: number };
    return new Account(IdentityKeyPair.deserialize(copy(Buffer.from(identity, 'base64'))), deviceID, registrationID);
  }

  save(transaction: Transaction): void {
    const identity = Buffer.from(this.identity.serialize()).toString('base64');
    transaction.set(KEY, JSON.stringify({ identity, deviceID: this.deviceID, registrationID: this.registrationID }));
  }
}
