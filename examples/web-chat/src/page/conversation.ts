import type { Contact, Message } from '../store.ts';
import { Bubble } from './bubble.ts';
import type { BubbleListener } from './bubble.ts';
import { fingerprintOf } from './contact-list.ts';
import { element, find } from './dom.ts';

/** What the user does in a conversation. */
export interface ConversationListener {
  write(contact: Contact, text: string): void;
  show(contact: Contact, picture: File): void;
  /** What the user does with a message of this contact. */
  of(contact: Contact): BubbleListener;
}

/** The open conversation: its latest messages, and the form to write. */
export class Conversation {
  static readonly #LATEST = 200;
  readonly #heading = find('with', HTMLHeadingElement);
  readonly #log = find('log', HTMLOListElement);
  readonly #form = find('compose', HTMLFormElement);
  readonly #text = find('text', HTMLTextAreaElement);
  readonly #file = find('file', HTMLInputElement);
  readonly #bubbles = new Map<number, Bubble>();
  readonly #listener: ConversationListener;
  #contact: Contact | undefined;

  constructor(listener: ConversationListener) {
    this.#listener = listener;
    this.#form.addEventListener('submit', (event) => this.#submit(event));
    this.#text.addEventListener('keydown', (event) => this.#key(event));
    find('picture', HTMLButtonElement).addEventListener('click', () => this.#file.click());
    // The last picture is as high as it is once it is loaded; this event does not bubble.
    this.#log.addEventListener('load', ({ target }) => this.#log.lastElementChild?.contains(target as Node) && this.#toEnd(), true);
    this.#file.addEventListener('change', () => this.#chosen());
  }

  /** Shows the conversation with a contact. */
  open(contact: Contact, history: readonly Message[]): void {
    this.#contact = contact;
    this.#heading.replaceChildren(element('bdi', {}, contact.name), ' ', element('span', { className: 'fingerprint' }, fingerprintOf(contact)));
    this.#bubbles.forEach((bubble) => bubble.close());
    this.#bubbles.clear();
    this.#log.replaceChildren();
    for (const message of history.slice(-Conversation.#LATEST)) {
      this.show(message);
    }
    for (const control of this.#form.querySelectorAll<HTMLButtonElement | HTMLTextAreaElement>('button, textarea')) {
      control.disabled = false;
    }
    this.#text.focus();
  }

  /** Shows a message that is new, or has another state; returns whether it belongs to the open conversation. */
  show(message: Message): boolean {
    const contact = this.#contact;
    if (contact?.user !== message.contact) {
      return false;
    }
    const shown = this.#bubbles.get(message.number);
    if (shown !== undefined) {
      shown.show(message);
      return true;
    }
    const bubble = new Bubble(message, this.#listener.of(contact));
    this.#bubbles.set(message.number, bubble);
    this.#log.append(bubble.element);
    this.#toEnd();
    return true;
  }

  #toEnd(): void {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** Shows which part of a message's picture has been sent or received. */
  progress(message: number, part: number): void {
    this.#bubbles.get(message)?.progress(part);
  }

  #chosen(): void {
    const [file] = this.#file.files ?? [];
    if (this.#contact !== undefined && file !== undefined) {
      this.#listener.show(this.#contact, file);
    }
    this.#file.value = '';
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes a character, Enter chooses it.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#form.requestSubmit();
    }
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.#text.value.trim();
    if (this.#contact !== undefined && text !== '') {
      this.#listener.write(this.#contact, text);
      this.#text.value = '';
    }
  }
}
