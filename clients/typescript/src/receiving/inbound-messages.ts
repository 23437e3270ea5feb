import type { Sha256 } from '../crypto.ts';
import type { ClientSocket } from '../socket/client-socket.ts';
import type { Settings } from '../options.ts';
import { DuplicateFilter } from './duplicate-filter.ts';

/**
 * Handles one message. The next call follows only after this promise has settled, in the order in which the server sent the messages.
 *
 * @param sealedMessage the bytes that the sender passed to `send`
 * @returns a promise that resolves once the app has stored or processed the message: the client then acks it, and the server deletes it. If it
 *     rejects, or this function throws, the server keeps the message and sends it again after the next login. If it never settles, no further
 *     messages are handled
 */
export type MessageHandler = (sealedMessage: Uint8Array) => Promise<void> | void;

interface Delivery {
  readonly socket: ClientSocket;
  readonly sequence: number;
  readonly sealedMessage: Uint8Array;
}

/** Passes messages to the app one at a time, and acks each after the app has handled it. A duplicate is acked without calling the app. */
export class InboundMessages {
  readonly #settings: Settings;
  readonly #handler: MessageHandler;
  readonly #duplicateFilter: DuplicateFilter;
  readonly #reconnect: () => void;
  #waiting: Delivery[] = [];
  #socket: ClientSocket | undefined;
  #overflowed = false;
  #handling = false;

  /** Creates an empty queue; `reconnect` makes the server send dropped messages again. */
  constructor(settings: Settings, sha256: Sha256, handler: MessageHandler, reconnect: () => void) {
    this.#settings = settings;
    this.#handler = handler;
    this.#duplicateFilter = new DuplicateFilter(settings.limits.remembered, sha256);
    this.#reconnect = reconnect;
  }

  opened(socket: ClientSocket): void {
    this.#socket = socket;
  }

  /** A WebSocket cannot be paused, so at the limit this and all further messages are dropped. They arrive again later, in order. */
  received(sequence: number, sealedMessage: Uint8Array): void {
    this.#overflowed ||= this.#waiting.length >= this.#settings.limits.inbound;
    if (this.#socket && !this.#overflowed) {
      this.#waiting.push({ socket: this.#socket, sequence, sealedMessage });
      void this.#handleAll();
    }
  }

  async #handleAll(): Promise<void> {
    if (this.#handling) {
      return;
    }
    this.#handling = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#handle(next);
    }
    this.#handling = false;
    if (this.#overflowed) {
      this.#reconnect();
    }
  }

  async #handle({ socket, sequence, sealedMessage }: Delivery): Promise<void> {
    if (await this.#isHandled(sealedMessage)) {
      // A sequence is valid only on the socket that it arrived on.
      socket.write({ sequence, payload: { type: 'ack' } });
    }
  }

  async #isHandled(sealedMessage: Uint8Array): Promise<boolean> {
    try {
      const digest = await this.#duplicateFilter.digest(sealedMessage);
      if (!this.#duplicateFilter.has(digest)) {
        await this.#handler(sealedMessage);
        this.#duplicateFilter.add(digest);
      }
      return true;
    } catch (cause) {
      this.#settings.warn('The handler failed; the server sends the message again after the next login', cause);
      return false;
    }
  }

  /** Waiting messages were not acked, so the server sends them again. */
  disconnected(): void {
    this.#socket = undefined;
    this.#waiting = [];
    this.#overflowed = false;
  }
}
