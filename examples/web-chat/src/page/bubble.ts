import type { Message } from '../store.ts';
import { element } from './dom.ts';

const NOTES = { waiting: 'sending …', sent: 'sent', failed: 'not sent', received: '' } as const;
const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

/** One message in the log. */
export class Bubble {
  readonly element: HTMLLIElement;
  readonly #note = element('span');
  readonly #retry: HTMLButtonElement;

  constructor(message: Message, retry: () => void) {
    this.#retry = element('button', { type: 'button', hidden: true, onclick: retry }, 'Try again');
    const note = element('p', { className: 'note' }, element('time', {}, TIME.format(message.at)), ' ', this.#note, ' ', this.#retry);
    this.element = element('li', {}, element('p', { className: 'text' }, message.text), note);
    this.element.className = message.state === 'received' ? 'theirs' : 'mine';
    this.show(message);
  }

  /** Shows the state of the message. */
  show({ state }: Message): void {
    this.element.dataset['state'] = state;
    this.#note.textContent = NOTES[state];
    this.#note.classList.toggle('failed', state === 'failed');
    this.#retry.hidden = state !== 'failed';
  }
}
