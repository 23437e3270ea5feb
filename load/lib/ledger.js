import { COUNTS } from './metrics.js';

/**
 * The outcomes of the messages from one sender to one recipient. A message is lost if its sender received an Ack and it has not arrived by the end. Duplicates are permitted and counted; messages out of order are counted as errors.
 */
export class Ledger {
  // Letters that are not both acked and received, by number, and how many of them were not refused.
  #open = new Map();
  #awaited = 0;
  #sent = 0;
  #newest = 0;

  /** Enters a letter, and gives its number. */
  sent() {
    this.#sent += 1;
    this.#awaited += 1;
    this.#open.set(this.#sent, { acked: false, received: false });
    COUNTS.messages_sent.add(1);
    return this.#sent;
  }

  /** The sender received the Ack. */
  acked(number) {
    COUNTS.messages_acked.add(1);
    const letter = this.#open.get(number);
    letter.acked = true;
    this.#settle(number, letter);
  }

  /** The sender received an error; the message may arrive nevertheless. */
  refused() {
    this.#awaited -= 1;
  }

  /** The recipient received the message; returns whether for the first time. */
  received(number) {
    const letter = this.#open.get(number);
    if (!letter || letter.received) {
      COUNTS.messages_twice.add(1);
      return false;
    }
    COUNTS.messages_received.add(1);
    if (number < this.#newest) COUNTS.messages_out_of_order.add(1);
    this.#newest = Math.max(this.#newest, number);
    letter.received = true;
    this.#settle(number, letter);
    return true;
  }

  /** Whether nothing more is to be expected. */
  get isSettled() {
    return this.#awaited === 0;
  }

  /** Counts as lost what was acked and has not come. */
  close() {
    const lost = [...this.#open.values()].filter((letter) => letter.acked && !letter.received).length;
    COUNTS.messages_lost.add(lost);
  }

  #settle(number, { acked, received }) {
    if (!acked || !received) return;
    this.#open.delete(number);
    this.#awaited -= 1;
  }
}
