import { create, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { KEMKeyPair, KyberPreKeyRecord, PreKeyRecord, PrivateKey, SignedPreKeyRecord } from '@signalapp/libsignal-client';
import type { PreKeySource } from 'messaging-server-client';
import type { Account } from './account.ts';
import { base64url, copy } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Journal, Transaction } from './journal.ts';
import { sign } from './signed.ts';
import { Stores } from './stores.ts';
import { DeviceKeysSchema, OneTimeKeysSchema, OwnerSchema } from './wire/signal-chat_pb.ts';
import type { Owner, PublicPreKeySchema } from './wire/signal-chat_pb.ts';

const DAY = 24 * 60 * 60 * 1000;
/** After this time a device makes new signed keys. */
const RENEWED_AFTER = 7 * DAY;
/** For this time after that, messages to the former ones can be opened. A message waits at the server for 30 days. */
const KEPT_FOR = 45 * DAY;
/** Keys in one transaction. */
const BATCH = 100;

interface Current {
  readonly id: number;
  readonly madeAt: number;
  /** What the server has: a `Signed` of `DeviceKeys`, as base64url. */
  readonly signedPreKey: string;
}

/** The keys with which others begin sessions with this device, by PQXDH. Their private halves are on disk before anyone can see the public ones. */
export class DevicePreKeys implements PreKeySource {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #current: Current;

  private constructor(account: Account, journal: Journal, current: Current) {
    this.#account = account;
    this.#journal = journal;
    this.#current = current;
  }

  /** Loads the signed keys, or makes new ones if there are none or they are too old. */
  static async load(account: Account, journal: Journal, now = Date.now()): Promise<DevicePreKeys> {
    const current = await journal.transaction(async (transaction) => {
      const stored = currentKeys(transaction);
      if (stored && now < stored.madeAt + RENEWED_AFTER) {
        return stored;
      }
      deleteExpired(transaction, now);
      return await renew(account, transaction, now);
    });
    return new DevicePreKeys(account, journal, current);
  }

  get registrationID(): number {
    return this.#account.registrationID;
  }

  get signedPreKey(): Bytes {
    return copy(Buffer.from(this.#current.signedPreKey, 'base64url'));
  }

  /** Whether the server has acked a registration with these keys. */
  get registered(): boolean {
    return this.#journal.get('registered') === this.#current.signedPreKey;
  }

  async markRegistered(): Promise<void> {
    await this.#journal.transaction((transaction) => transaction.set('registered', this.#current.signedPreKey));
  }

  async oneTimePreKeys(count: number): Promise<readonly Uint8Array[]> {
    const keys: Uint8Array[] = [];
    while (keys.length < count) {
      keys.push(...(await this.#batch(Math.min(BATCH, count - keys.length))));
    }
    return keys;
  }

  #batch(count: number): Promise<readonly Uint8Array[]> {
    return this.#journal.transaction((transaction) => Promise.all(Array.from({ length: count }, () => this.#oneTimeKeys(transaction))));
  }

  async #oneTimeKeys(transaction: Transaction): Promise<Uint8Array> {
    const stores = new Stores(this.#account, transaction);
    const id = nextID(transaction);
    const ec = PrivateKey.generate();
    await stores.preKeys.savePreKey(id, PreKeyRecord.new(id, ec.getPublicKey(), ec));
    const kyber = kyberKey(this.#account, id, Date.now());
    await stores.kyberPreKeys.saveKyberPreKey(id, kyber);
    const keys = create(OneTimeKeysSchema, {
      owner: owner(this.#account),
      ec: { id, publicKey: ec.getPublicKey().serialize() },
      kyber: published(kyber),
    });
    return sign(this.#account.identity.privateKey, 'oneTimeKeys', toBinary(OneTimeKeysSchema, keys));
  }
}

async function renew(account: Account, transaction: Transaction, now: number): Promise<Current> {
  const stores = new Stores(account, transaction);
  const id = nextID(transaction);
  const ec = PrivateKey.generate();
  const signed = SignedPreKeyRecord.new(id, now, ec.getPublicKey(), ec, account.identity.privateKey.sign(ec.getPublicKey().serialize()));
  await stores.signedPreKeys.saveSignedPreKey(id, signed);
  const kyber = kyberKey(account, id, now);
  await stores.kyberPreKeys.saveLastResort(id, kyber);
  const keys = create(DeviceKeysSchema, { owner: owner(account), ec: published(signed), lastResortKyber: published(kyber) });
  const signedPreKey = base64url(sign(account.identity.privateKey, 'deviceKeys', toBinary(DeviceKeysSchema, keys)));
  const current = { id, madeAt: now, signedPreKey };
  transaction.set('current-keys', JSON.stringify(current));
  return current;
}

function currentKeys(transaction: Transaction): Current | undefined {
  const stored = transaction.get('current-keys');
  return stored === undefined ? undefined : (JSON.parse(stored) as Current);
}

/** Without the private keys, nobody who takes the device later can open what was sent to it long ago. */
function deleteExpired(transaction: Transaction, now: number): void {
  for (const key of transaction.keys('signed/')) {
    const record = SignedPreKeyRecord.deserialize(copy(Buffer.from(transaction.get(key) ?? '', 'base64')));
    if (now > record.timestamp() + KEPT_FOR) {
      const id = record.id();
      [key, `kyber-last/${id}`, ...transaction.keys(`kyber-used/${id}/`)].forEach((expired) => transaction.delete(expired));
    }
  }
}

function kyberKey(account: Account, id: number, now: number): KyberPreKeyRecord {
  const pair = KEMKeyPair.generate();
  return KyberPreKeyRecord.new(id, now, pair, account.identity.privateKey.sign(pair.getPublicKey().serialize()));
}

function owner({ userID, deviceID, registrationID }: Account): Owner {
  return create(OwnerSchema, { userID, deviceID, registrationID });
}

function published(key: SignedPreKeyRecord | KyberPreKeyRecord): MessageInitShape<typeof PublicPreKeySchema> {
  return { id: key.id(), publicKey: key.publicKey().serialize(), signature: key.signature() };
}

/** A number that no earlier key of this device has. */
function nextID(transaction: Transaction): number {
  const id = Number(transaction.get('next-key-id') ?? '1');
  transaction.set('next-key-id', String(id + 1));
  return id;
}
