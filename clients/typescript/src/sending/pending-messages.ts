import type { ClientLimits } from '../client-limits.ts';
import type { PendingMessage } from './pending-message.ts';

/** All messages of a connection that are not yet acked or failed, oldest first. Bounded. */
export class PendingMessages {
  readonly #messages = new Set<PendingMessage>();
  readonly #limits: ClientLimits;
  #bytes = 0;

  constructor(limits: ClientLimits) {
    this.#limits = limits;
  }

  hasRoomFor(bytes: number): boolean {
    return this.#messages.size < this.#limits.pendingMessages && this.#bytes + bytes <= this.#limits.pendingBytes;
  }

  add(message: PendingMessage): void {
    this.#messages.add(message);
    this.#bytes += message.sealedMessage.length;
  }

  remove(message: PendingMessage): void {
    if (this.#messages.delete(message)) {
      this.#bytes -= message.sealedMessage.length;
    }
  }

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  /** The messages whose deadline has passed; deadlines are in the order of the messages. */
  expired(now: number): readonly PendingMessage[] {
    const expired = [];
    for (const message of this.#messages) {
      if (message.deadline > now) {
        break;
      }
      expired.push(message);
    }
    return expired;
  }

  /** Removes and returns all messages. */
  drain(): readonly PendingMessage[] {
    const all = [...this.#messages];
    this.#messages.clear();
    this.#bytes = 0;
    return all;
  }
}
