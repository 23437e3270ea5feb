import { Queue } from './queue.ts';
import { textOf } from './text.ts';

/** Takes messages at once, as texts. */
export class Inbox {
  readonly #texts = new Queue<string>('a message');
  readonly handler = (sealedMessage: Uint8Array): void => this.#texts.add(textOf(sealedMessage));

  /** The next message, once it has come. */
  next(): Promise<string> {
    return this.#texts.next();
  }

  get isEmpty(): boolean {
    return this.#texts.isEmpty;
  }
}
