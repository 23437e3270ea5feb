import { NAMES } from './diagram/seen.ts';
import type { Knowledge, Who } from './diagram/seen.ts';
import type { Contact } from './people/person.ts';
import { Recent } from './recent.ts';
import { hex, same } from './sealing/bytes.ts';

const REMEMBERED = 500;
const ID_BYTES = 32;

/** Maps userIDs to names, and sealed bytes to their contents. Only this page has this knowledge; the server does not. */
export class Directory implements Knowledge {
  readonly #contacts: Contact[] = [];
  readonly #sealed = new Recent<string>(REMEMBERED);

  add(contact: Contact): void {
    this.#contacts.push(contact);
  }

  /** The owner of a userID; undefined if it belongs to neither. */
  who(userID: Uint8Array | undefined): Who | undefined {
    return this.#contacts.find((contact) => userID !== undefined && same(contact.userID, userID))?.who;
  }

  name(userID: Uint8Array | undefined): string {
    const who = this.who(userID);
    return who === undefined ? 'somebody' : NAMES[who];
  }

  /** These bytes were sealed here. */
  sealed(bytes: Uint8Array, inside: string): void {
    this.#sealed.set(id(bytes), inside);
  }

  inside(sealed: Uint8Array): string | undefined {
    return this.#sealed.get(id(sealed));
  }
}

function id(sealed: Uint8Array): string {
  return hex(sealed.subarray(0, ID_BYTES));
}
