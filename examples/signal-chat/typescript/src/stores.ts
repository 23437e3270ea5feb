import {
  Direction,
  IdentityChange,
  IdentityKeyStore,
  KyberPreKeyRecord,
  KyberPreKeyStore,
  PreKeyRecord,
  PreKeyStore,
  PublicKey,
  SenderKeyRecord,
  SenderKeyStore,
  SessionRecord,
  SessionStore,
  SignedPreKeyRecord,
  SignedPreKeyStore,
} from '@signalapp/libsignal-client';
import type { PrivateKey, ProtocolAddress } from '@signalapp/libsignal-client';
import type { Account } from './account.ts';
import { copy, hex, sha256 } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Transaction } from './journal.ts';
import { nameOf } from './names.ts';

/** The stores of libsignal within one transaction: what they change is on disk once it is committed. */
export class Stores {
  readonly sessions: Sessions;
  readonly identities: Identities;
  readonly preKeys: PreKeys;
  readonly signedPreKeys: SignedPreKeys;
  readonly kyberPreKeys: KyberPreKeys;
  readonly senderKeys: SenderKeys;

  constructor(account: Account, transaction: Transaction) {
    const values = new Values(transaction);
    this.sessions = new Sessions(values);
    this.identities = new Identities(values, account);
    this.preKeys = new PreKeys(values);
    this.signedPreKeys = new SignedPreKeys(values);
    this.kyberPreKeys = new KyberPreKeys(values);
    this.senderKeys = new SenderKeys(values);
  }
}

/** Binary values of a transaction. */
class Values {
  readonly #transaction: Transaction;

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
  }

  find(key: string): Bytes | undefined {
    const value = this.#transaction.get(key);
    return value === undefined ? undefined : copy(Buffer.from(value, 'base64'));
  }

  get(key: string): Bytes {
    const value = this.find(key);
    if (value === undefined) {
      throw new Error(`no ${key}`);
    }
    return value;
  }

  has(key: string): boolean {
    return this.#transaction.get(key) !== undefined;
  }

  set(key: string, value: Uint8Array): void {
    this.#transaction.set(key, Buffer.from(value).toString('base64'));
  }

  delete(key: string): void {
    this.#transaction.delete(key);
  }
}

class Sessions extends SessionStore {
  readonly #values: Values;

  constructor(values: Values) {
    super();
    this.#values = values;
  }

  async saveSession(address: ProtocolAddress, record: SessionRecord): Promise<void> {
    this.#values.set(key(address), record.serialize());
  }

  async getSession(address: ProtocolAddress): Promise<SessionRecord | null> {
    const record = this.#values.find(key(address));
    return record ? SessionRecord.deserialize(record) : null;
  }

  async getExistingSessions(addresses: ProtocolAddress[]): Promise<SessionRecord[]> {
    return addresses.map((address) => SessionRecord.deserialize(this.#values.get(key(address))));
  }

  delete(address: ProtocolAddress): void {
    this.#values.delete(key(address));
  }
}

function key(address: ProtocolAddress): string {
  return `session/${address.toString()}`;
}

/**
 * A name belongs to one key, by {@link nameOf}. So there is nothing to trust on first use, and no identity ever changes: another key is another
 * user.
 */
class Identities extends IdentityKeyStore {
  readonly #values: Values;
  readonly #account: Account;

  constructor(values: Values, account: Account) {
    super();
    this.#values = values;
    this.#account = account;
  }

  async getIdentityKey(): Promise<PrivateKey> {
    return this.#account.identity.privateKey;
  }

  async getLocalRegistrationId(): Promise<number> {
    return this.#account.registrationID;
  }

  async isTrustedIdentity(address: ProtocolAddress, identity: PublicKey, _direction: Direction): Promise<boolean> {
    return nameOf(identity.serialize()).getServiceIdString() === address.name();
  }

  async saveIdentity(address: ProtocolAddress, identity: PublicKey): Promise<IdentityChange> {
    this.#values.set(`identity/${address.name()}`, identity.serialize());
    return IdentityChange.NewOrUnchanged;
  }

  async getIdentity(address: ProtocolAddress): Promise<PublicKey | null> {
    const identity = this.#values.find(`identity/${address.name()}`);
    return identity ? PublicKey.deserialize(identity) : null;
  }
}

class PreKeys extends PreKeyStore {
  readonly #values: Values;

  constructor(values: Values) {
    super();
    this.#values = values;
  }

  async savePreKey(id: number, record: PreKeyRecord): Promise<void> {
    this.#values.set(`prekey/${id}`, record.serialize());
  }

  async getPreKey(id: number): Promise<PreKeyRecord> {
    return PreKeyRecord.deserialize(this.#values.get(`prekey/${id}`));
  }

  async removePreKey(id: number): Promise<void> {
    this.#values.delete(`prekey/${id}`);
  }
}

class SignedPreKeys extends SignedPreKeyStore {
  readonly #values: Values;

  constructor(values: Values) {
    super();
    this.#values = values;
  }

  async saveSignedPreKey(id: number, record: SignedPreKeyRecord): Promise<void> {
    this.#values.set(`signed/${id}`, record.serialize());
  }

  async getSignedPreKey(id: number): Promise<SignedPreKeyRecord> {
    return SignedPreKeyRecord.deserialize(this.#values.get(`signed/${id}`));
  }
}

/** Kyber keys: one-time ones are deleted once used, and a last-resort one accepts each beginning of a session once. */
class KyberPreKeys extends KyberPreKeyStore {
  readonly #values: Values;

  constructor(values: Values) {
    super();
    this.#values = values;
  }

  async saveKyberPreKey(id: number, record: KyberPreKeyRecord): Promise<void> {
    this.#values.set(`kyber/${id}`, record.serialize());
  }

  async saveLastResort(id: number, record: KyberPreKeyRecord): Promise<void> {
    this.#values.set(`kyber-last/${id}`, record.serialize());
  }

  async getKyberPreKey(id: number): Promise<KyberPreKeyRecord> {
    return KyberPreKeyRecord.deserialize(this.#values.find(`kyber/${id}`) ?? this.#values.get(`kyber-last/${id}`));
  }

  async markKyberPreKeyUsed(id: number, signedPreKeyID: number, baseKey: PublicKey): Promise<void> {
    if (this.#values.has(`kyber/${id}`)) {
      this.#values.delete(`kyber/${id}`);
      return;
    }
    const use = `kyber-used/${id}/${signedPreKeyID}/${hex(sha256(baseKey.serialize()))}`;
    if (this.#values.has(use)) {
      throw new Error('this message has begun a session before');
    }
    this.#values.set(use, new Uint8Array());
  }
}

class SenderKeys extends SenderKeyStore {
  readonly #values: Values;

  constructor(values: Values) {
    super();
    this.#values = values;
  }

  async saveSenderKey(sender: ProtocolAddress, distributionID: string, record: SenderKeyRecord): Promise<void> {
    this.#values.set(`sender-key/${sender.toString()}/${distributionID}`, record.serialize());
  }

  async getSenderKey(sender: ProtocolAddress, distributionID: string): Promise<SenderKeyRecord | null> {
    const record = this.#values.find(`sender-key/${sender.toString()}/${distributionID}`);
    return record ? SenderKeyRecord.deserialize(record) : null;
  }
}
