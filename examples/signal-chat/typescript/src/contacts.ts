import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { hex } from './bytes.ts';
import type { Transaction } from './journal.ts';
import { ContactSchema } from './wire/signal-chat_pb.ts';
import type { Contact } from './wire/signal-chat_pb.ts';

/** The people whom this user knows, by names that this user gave them. */
export const contacts = {
  all(state: Pick<Transaction, 'get' | 'keys'>): readonly Contact[] {
    return state.keys('contact/').map((key) => fromJsonString(ContactSchema, state.get(key) ?? '{}'));
  },

  of(state: Pick<Transaction, 'get'>, userID: Uint8Array): Contact | undefined {
    const stored = state.get(contactKey(userID));
    return stored === undefined ? undefined : fromJsonString(ContactSchema, stored);
  },

  named(state: Pick<Transaction, 'get' | 'keys'>, name: string): Contact | undefined {
    return contacts.all(state).find((contact) => contact.name === name);
  },

  save(transaction: Transaction, contact: Contact): void {
    transaction.set(contactKey(contact.userID), toJsonString(ContactSchema, contact));
  },

  /** The contact; a stranger becomes one, whom this user has not accepted yet. */
  ofSender(transaction: Transaction, userID: Uint8Array): Contact {
    const known = contacts.of(transaction, userID);
    if (known) {
      return known;
    }
    const stranger = create(ContactSchema, { userID, name: `stranger-${hex(userID).slice(2, 10)}` });
    contacts.save(transaction, stranger);
    return stranger;
  },
};

function contactKey(userID: Uint8Array): string {
  return `contact/${hex(userID)}`;
}
