import { base64url } from './bytes.ts';
import { parse } from './content.ts';
import type { Content } from './content.ts';
import { open } from './sealing.ts';
import type { Opened, OwnDevice } from './sealing.ts';
import type { Contact, Message, Store } from './store.ts';

/** Contacts that come by themselves, as everybody with a link may write. */
const MAX_CONTACTS = 200;

/** What became of a received message. */
export interface Received {
  readonly contact: Contact;
  readonly message: Message;
}

/** Opens received messages, and stores each once. */
export class Inbox {
  readonly #device: OwnDevice;
  readonly #store: Store;

  constructor(device: OwnDevice, store: Store) {
    this.#device = device;
    this.#store = store;
  }

  /**
   * Stores a message. Resolves once it is on disk, or to undefined if it is there already, or if nobody can ever open it. Rejects only if the browser
   * cannot store it: the server then keeps the message.
   */
  async receive(sealed: Uint8Array): Promise<Received | undefined> {
    const opened = await this.#open(sealed).catch(() => undefined);
    const contact = opened && (await this.#contact(opened));
    if (contact === undefined || opened === undefined) {
      return undefined;
    }
    const { id, text, picture } = opened.content;
    const message = await this.#store.add({ contact: contact.user, id, text, ...(picture && { picture }), state: 'received', at: Date.now() });
    return message && { contact, message };
  }

  async #open(sealed: Uint8Array): Promise<{ readonly from: Opened['from']; readonly content: Content }> {
    const { from, content } = await open(sealed, this.#device);
    return { from, content: parse(content) };
  }

  /** The sender. The name stays the first one, so that no contact can take the name of another later; the token follows the sender. */
  async #contact({ from, content: { name, token } }: { readonly from: Opened['from']; readonly content: Content }): Promise<Contact | undefined> {
    const user = base64url(from);
    const known = await this.#store.contact(user);
    if (known === undefined && (await this.#store.contacts()).length >= MAX_CONTACTS) {
      return undefined;
    }
    const contact = { user, name: known?.name ?? name, token };
    if (known?.token !== token) {
      await this.#store.saveContact(contact);
    }
    return contact;
  }
}
