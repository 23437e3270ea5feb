import type { Contact } from '../store.ts';
import { element, find } from './dom.ts';

/** How much of a userID tells contacts of the same name apart for a reader. */
const SHOWN_OF_USER = 8;
/** The first byte is the same in all. */
const FIRST_SHOWN = 2;

/** The contacts, each a button that opens the conversation. */
export class ContactList {
  readonly #list = find('contacts', HTMLUListElement);
  readonly #nobody = find('nobody', HTMLParagraphElement);
  readonly #buttons = new Map<string, { readonly button: HTMLButtonElement; readonly unread: HTMLElement }>();
  readonly #chosen: (contact: Contact) => void;

  constructor(chosen: (contact: Contact) => void) {
    this.#chosen = chosen;
  }

  /** Shows a contact, unless it is shown. */
  add(contact: Contact): void {
    if (this.#buttons.has(contact.user)) {
      return;
    }
    const unread = element('span', { className: 'unread', hidden: true }, 'new');
    const name = element('bdi', { className: 'name' }, contact.name);
    const fingerprint = element('span', { className: 'fingerprint' }, fingerprintOf(contact));
    const button = element('button', { type: 'button', onclick: () => this.#chosen(contact) }, name, ' ', fingerprint, unread);
    this.#buttons.set(contact.user, { button, unread });
    this.#list.append(element('li', {}, button));
    this.#nobody.hidden = true;
  }

  /** Marks the contact whose conversation is open. */
  open({ user }: Contact): void {
    for (const [each, { button, unread }] of this.#buttons) {
      button.ariaCurrent = String(each === user);
      unread.hidden ||= each === user;
    }
  }

  /** Marks a contact that wrote while another conversation was open. */
  unread(user: string): void {
    const shown = this.#buttons.get(user);
    if (shown !== undefined) {
      shown.unread.hidden = false;
    }
  }
}

/** The beginning of the public key. It tells contacts apart; it is too short to prove who somebody is. */
export function fingerprintOf({ user }: Contact): string {
  return user.slice(FIRST_SHOWN, FIRST_SHOWN + SHOWN_OF_USER);
}
