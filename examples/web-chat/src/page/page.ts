import { parseLink } from '../invitation.ts';
import type { Messenger, MessengerListener } from '../messenger.ts';
import type { Contact, Message, Store } from '../store.ts';
import { ContactList } from './contact-list.ts';
import { Conversation } from './conversation.ts';
import { find } from './dom.ts';
import { InvitationPanel } from './invitation-panel.ts';
import { tell } from './problem.ts';
import { WakeupButton } from './wakeup-button.ts';

/** What the user sees, and does. */
export class Page implements MessengerListener {
  readonly #store: Store;
  readonly #status = find('status', HTMLParagraphElement);
  readonly #contacts = new ContactList((contact) => void this.#open(contact).catch(tell));
  #conversation: Conversation | undefined;

  constructor(name: string, store: Store) {
    this.#store = store;
    document.title = `${name} – Web chat`;
    find('me', HTMLElement).textContent = name;
  }

  /** Shows the contacts, and lets the user write. */
  async ready(messenger: Messenger): Promise<void> {
    (await this.#store.contacts()).forEach((contact) => this.#contacts.add(contact));
    this.#conversation = new Conversation({
      write: (contact, text) => void messenger.write(contact, text).catch(tell),
      show: (contact, picture) => void messenger.show(contact, picture).catch(tell),
      of: (contact) => ({
        retry: (message) => void messenger.retry(contact, message).catch(tell),
        download: (message) => messenger.download(message),
      }),
    });
    new WakeupButton(messenger.isWoken, (on) => messenger.wake(on));
    new InvitationPanel(messenger.invitation, (link) => void this.#add(messenger, link).catch(tell));
  }

  connected(connected: boolean): void {
    this.#status.textContent = connected ? 'Connected' : 'Not connected; trying …';
    this.#status.classList.toggle('connected', connected);
  }

  contact(contact: Contact): void {
    this.#contacts.add(contact);
  }

  message(message: Message): void {
    if (!this.#conversation?.show(message)) {
      this.#contacts.unread(message.contact);
    }
  }

  progress(message: number, part: number): void {
    this.#conversation?.progress(message, part);
  }

  failed(cause: unknown): void {
    tell(cause);
  }

  async #add(messenger: Messenger, link: string): Promise<void> {
    const invitation = await Promise.resolve(link).then(parseLink).catch(() => Promise.reject(new Error('this is not a link of this chat')));
    const contact = await messenger.add(invitation);
    this.#contacts.add(contact);
    await this.#open(contact);
  }

  async #open(contact: Contact): Promise<void> {
    const history = await this.#store.history(contact.user);
    this.#contacts.open(contact);
    this.#conversation?.open(contact, history);
  }
}
