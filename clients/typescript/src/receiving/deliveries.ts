import type { Socket } from '../line/socket.ts';
import type { Settings } from '../options.ts';
import { Handled } from './handled.ts';

/**
 * What an app does with a message for it. The next one comes only after the promise of this one is settled, in the order in which the server
 * sent them.
 *
 * @param sealedMessage the bytes that the sender gave
 * @returns a promise that is kept once the message is safe with the app: then the server is told so, and forgets it. When it is rejected, or
 *     this function throws, the server keeps the message and sends it again after the next login. One that is never settled holds up all that
 *     follow
 */
export type MessageHandler = (sealedMessage: Uint8Array) => Promise<void> | void;

interface Delivery {
  readonly socket: Socket;
  readonly sequence: number;
  readonly sealedMessage: Uint8Array;
}

/** Hands messages to the app one after another, and acks each once the app has it. One that comes again is acked without bothering the app. */
export class Deliveries {
  readonly #settings: Settings;
  readonly #handler: MessageHandler;
  readonly #handled: Handled;
  readonly #reconnect: () => void;
  #waiting: Delivery[] = [];
  #socket: Socket | undefined;
  #overflowed = false;
  #busy = false;

  /** Makes an empty one; `reconnect` is how to be sent again what was dropped. */
  constructor(settings: Settings, handler: MessageHandler, reconnect: () => void) {
    this.#settings = settings;
    this.#handler = handler;
    this.#handled = new Handled(settings.limits.remembered);
    this.#reconnect = reconnect;
  }

  opened(socket: Socket): void {
    this.#socket = socket;
  }

  /** A WebSocket cannot be paused, so what is too much is dropped, and all that follows it: it comes again, in its order. */
  received(sequence: number, sealedMessage: Uint8Array): void {
    this.#overflowed ||= this.#waiting.length >= this.#settings.limits.inbound;
    if (this.#socket && !this.#overflowed) {
      this.#waiting.push({ socket: this.#socket, sequence, sealedMessage });
      void this.#work();
    }
  }

  async #work(): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#deliver(next);
    }
    this.#busy = false;
    if (this.#overflowed) {
      this.#reconnect();
    }
  }

  async #deliver({ socket, sequence, sealedMessage }: Delivery): Promise<void> {
    if (await this.#isSafe(sealedMessage)) {
      // Its sequence means something only on the socket that it came from.
      socket.write({ sequence, payload: { type: 'ack' } });
    }
  }

  async #isSafe(sealedMessage: Uint8Array): Promise<boolean> {
    try {
      const digest = await Handled.digest(sealedMessage);
      if (!this.#handled.has(digest)) {
        await this.#handler(sealedMessage);
        this.#handled.add(digest);
      }
      return true;
    } catch (cause) {
      this.#settings.warn('A message could not be handled and comes again after the next login', cause);
      return false;
    }
  }

  /** What waits was not acked, so it will come again. */
  lost(): void {
    this.#socket = undefined;
    this.#waiting = [];
    this.#overflowed = false;
  }
}
