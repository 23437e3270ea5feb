import { create } from '@bufbuild/protobuf';
import type { Account } from './account.ts';
import { contacts } from './contacts.ts';
import { groups } from './groups.ts';
import type { Transaction } from './journal.ts';
import { heldTokens, ownTokens } from './tokens.ts';
import { KeepsakesSchema } from './wire/signal-chat_pb.ts';
import type { Access, Keepsakes } from './wire/signal-chat_pb.ts';

const UNKNOWN = 'unknown-to-others';

/**
 * What another device of the user needs to know. Sessions are not among it: two devices with one ratchet would encrypt two messages with one key,
 * and an old copy of a ratchet opens nothing.
 */
export function keepsakesOf(state: Pick<Transaction, 'get' | 'keys'>): Keepsakes {
  return create(KeepsakesSchema, { contacts: [...contacts.all(state)], groups: [...groups.all(state)], heldTokens: heldTokens.all(state) });
}

/** Begins a device with what another one has passed on; without tokens of the user, it makes a new one. */
export function beginWith(transaction: Transaction, account: Account, keepsakes: Keepsakes | undefined, tokens: readonly Access[] = []): void {
  account.save(transaction);
  if (tokens.length > 0) {
    ownTokens.save(transaction, tokens);
  }
  keepsakes?.contacts.forEach((contact) => contacts.save(transaction, contact));
  keepsakes?.groups.forEach((group) => groups.save(transaction, group));
  keepsakes?.heldTokens.forEach(({ userID, access }) => access && heldTokens.save(transaction, userID, access));
  transaction.set(UNKNOWN, 'true');
}

/** Whether other users do not know of this device, or of its new registration. */
export function isUnknown(state: Pick<Transaction, 'get'>): boolean {
  return state.get(UNKNOWN) !== undefined;
}

export function markKnown(transaction: Transaction): void {
  transaction.delete(UNKNOWN);
}
