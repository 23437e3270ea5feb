import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { Account } from './account.ts';
import { base64url, concat, copy } from './bytes.ts';
import { history } from './history.ts';
import type { Journal } from './journal.ts';
import { beginWith, keepsakesOf } from './keepsakes.ts';
import { BackupSchema } from './wire/signal-chat_pb.ts';
import type { Backup } from './wire/signal-chat_pb.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Writes what outlives the device: identity, contacts, groups and texts, but no session, sender key or prekey.
 *
 * @returns the recovery code, which is the key of the backup, and stands nowhere else
 */
export async function writeBackup(account: Account, journal: Journal, file: string): Promise<string> {
  const { identity, deviceID, registrationID } = account;
  const backup = create(BackupSchema, {
    identityKeyPair: identity.serialize(),
    deviceID,
    registrationID,
    keepsakes: keepsakesOf(journal),
    history: history.entries(journal),
  });
  const [key, nonce] = [randomBytes(KEY_BYTES), randomBytes(NONCE_BYTES)];
  const cipher = createCipheriv(CIPHER, key, nonce);
  const encrypted = [cipher.update(toBinary(BackupSchema, backup)), cipher.final()];
  await writeFile(file, concat(nonce, ...encrypted, cipher.getAuthTag()), { mode: 0o600, flag: 'wx' });
  return base64url(key);
}

/**
 * Makes an empty state the device of a backup, with another registration id. So the server drops the keys that were lost with the device, and
 * reports to senders that their sessions have ended.
 */
export async function restoreBackup(journal: Journal, file: string, recoveryCode: string): Promise<void> {
  const { identityKeyPair, deviceID, registrationID, keepsakes, history: entries } = await read(file, recoveryCode);
  const account = Account.begin(IdentityKeyPair.deserialize(copy(identityKeyPair)), deviceID, registrationID);
  await journal.transaction((transaction) => {
    if (transaction.keys('').length > 0) {
      throw new Error('the state is in use: restore into an empty one');
    }
    beginWith(transaction, account, keepsakes);
    history.restore(transaction, entries);
  });
}

async function read(file: string, recoveryCode: string): Promise<Backup> {
  const bytes = await readFile(file);
  try {
    const decipher = createDecipheriv(CIPHER, Buffer.from(recoveryCode.trim(), 'base64url'), bytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return fromBinary(BackupSchema, concat(decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()));
  } catch {
    throw new Error('the recovery code is not that of this backup, or the backup is damaged');
  }
}
