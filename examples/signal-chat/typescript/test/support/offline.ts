import type { PreKeyBundle } from 'messaging-server-client';
import { processPreKeyBundle } from '@signalapp/libsignal-client';
import { Account } from '../../src/account.ts';
import { openBundle } from '../../src/bundles.ts';
import type { Bytes } from '../../src/bytes.ts';
import { Journal } from '../../src/journal.ts';
import { protocolAddress } from '../../src/names.ts';
import { DevicePreKeys } from '../../src/pre-keys.ts';
import { Sealing } from '../../src/sealing.ts';
import type { Opened } from '../../src/sealing.ts';
import { Stores } from '../../src/stores.ts';

/** A device without a server. */
export class Offline {
  readonly account: Account;
  readonly journal: Journal;
  readonly sealing: Sealing;
  readonly #preKeys: DevicePreKeys;

  private constructor(account: Account, journal: Journal, preKeys: DevicePreKeys) {
    this.account = account;
    this.journal = journal;
    this.sealing = new Sealing(account);
    this.#preKeys = preKeys;
  }

  static async create(state: string, account = Account.begin()): Promise<Offline> {
    const journal = await Journal.open(state);
    return new Offline(account, journal, await DevicePreKeys.load(account, journal));
  }

  /** What a server hands out for this device. */
  async served({ withOneTimeKeys = true } = {}): Promise<PreKeyBundle> {
    const [oneTimePreKey] = withOneTimeKeys ? await this.#preKeys.oneTimePreKeys(1) : [];
    const { userID, deviceID, registrationID } = this.account;
    return { address: { userID, deviceID }, registrationID, signedPreKey: this.#preKeys.signedPreKey, oneTimePreKey };
  }

  /** Begins a session with the device of which a server has handed out these keys. */
  async begins(served: PreKeyBundle): Promise<void> {
    const { userID, deviceID } = served.address;
    await this.journal.transaction(async (transaction) => {
      const { sessions, identities } = new Stores(this.account, transaction);
      const self = protocolAddress(this.account.userID, this.account.deviceID);
      await processPreKeyBundle(openBundle(userID, served), protocolAddress(userID, deviceID), self, sessions, identities);
    });
  }

  seals({ account: { userID, deviceID } }: Offline, plaintext: Bytes): Promise<Bytes> {
    return this.journal.transaction((transaction) => this.sealing.seal(new Stores(this.account, transaction), { userID, deviceID }, plaintext));
  }

  opens(sealed: Uint8Array): Promise<Opened> {
    return this.journal.transaction((transaction) => this.sealing.open(new Stores(this.account, transaction), sealed));
  }
}
