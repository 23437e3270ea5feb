import { equal } from './bytes.ts';
import { contacts } from './contacts.ts';
import { groups } from './groups.ts';
import type { Message } from './history.ts';
import type { Journal } from './journal.ts';

/** How users and messages are shown: by the names that this user has given. */
export class Names {
  readonly #self: Uint8Array;
  readonly #journal: Journal;

  constructor(self: Uint8Array, journal: Journal) {
    this.#self = self;
    this.#journal = journal;
  }

  of(userID: Uint8Array): string {
    return equal(userID, this.#self) ? 'me' : (contacts.of(this.#journal, userID)?.name ?? 'a stranger');
  }

  line({ senderID, recipientID, groupID, text }: Message): string {
    const sender = this.of(senderID);
    if (groupID) {
      return `[${groups.of(this.#journal, groupID)?.name ?? 'a group'}] ${sender}: ${text}`;
    }
    return recipientID && equal(senderID, this.#self) ? `me to ${this.of(recipientID)}: ${text}` : `${sender}: ${text}`;
  }
}
