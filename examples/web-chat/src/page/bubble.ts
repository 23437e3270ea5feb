import type { Message } from '../store.ts';
import { element } from './dom.ts';
import { PictureFrame } from './picture-frame.ts';

const NOTES = { waiting: 'sending …', sent: 'sent', failed: 'not sent', received: '' } as const;
const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

/** What the user does with a message. */
export interface BubbleListener {
  retry(message: Message): void;
  /** Resolves once the picture is shown. */
  download(message: Message): Promise<void>;
}

/** One message in the log. */
export class Bubble {
  readonly element: HTMLLIElement;
  readonly #note = element('span');
  readonly #retry: HTMLButtonElement;
  readonly #picture: PictureFrame | undefined;

  constructor(message: Message, listener: BubbleListener) {
    this.#retry = element('button', { type: 'button', hidden: true, onclick: () => listener.retry(message) }, 'Try again');
    this.#picture = message.picture && new PictureFrame(() => listener.download(message));
    const content = this.#picture?.element ?? element('p', { className: 'text' }, message.text);
    const note = element('p', { className: 'note' }, element('time', {}, TIME.format(message.at)), ' ', this.#note, ' ', this.#retry);
    this.element = element('li', {}, content, note);
    this.element.className = message.state === 'received' ? 'theirs' : 'mine';
    this.show(message);
  }

  /** Shows the state of the message. */
  show({ state, picture }: Message): void {
    this.element.dataset['state'] = state;
    this.#note.textContent = NOTES[state];
    this.#note.classList.toggle('failed', state === 'failed');
    this.#retry.hidden = state !== 'failed';
    if (picture !== undefined) {
      this.#picture?.show(picture, state !== 'waiting');
    }
  }

  /** Shows which part of the picture has been sent or received. */
  progress(part: number): void {
    this.#picture?.progress(part);
  }

  /** The message is no longer shown. */
  close(): void {
    this.#picture?.close();
  }
}
