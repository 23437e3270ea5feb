import type { Limits } from '../limits.ts';
import type { Outgoing } from './outgoing.ts';

/** Every message that a connection accepted and has not settled, the oldest first. Bounded. */
export class Unsettled {
  readonly #messages = new Set<Outgoing>();
  readonly #limits: Limits;
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  hasRoomFor(bytes: number): boolean {
    return this.#messages.size < this.#limits.unsettledSends && this.#bytes + bytes <= this.#limits.unsettledBytes;
  }

  add(message: Outgoing): void {
    this.#messages.add(message);
    this.#bytes += message.sealedMessage.length;
  }

  remove(message: Outgoing): void {
    if (this.#messages.delete(message)) {
      this.#bytes -= message.sealedMessage.length;
    }
  }

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  /** Those whose deadline has passed; deadlines are in the order of the messages. */
  expired(now: number): readonly Outgoing[] {
    const expired = [];
    for (const message of this.#messages) {
      if (message.deadline > now) {
        break;
      }
      expired.push(message);
    }
    return expired;
  }

  /** All of them, which are forgotten here. */
  drain(): readonly Outgoing[] {
    const all = [...this.#messages];
    this.#messages.clear();
    this.#bytes = 0;
    return all;
  }
}
