import type { PendingMessage } from './pending-message.ts';

interface Written {
  readonly message: PendingMessage;
  readonly at: number;
}

/** The messages written to the current socket and not yet answered, oldest first. */
export class InFlight {
  readonly #written = new Map<number, Written>();
  readonly #sequences = new Map<PendingMessage, number>();

  add(sequence: number, message: PendingMessage, at: number): void {
    this.#written.set(sequence, { message, at });
    this.#sequences.set(message, sequence);
  }

  /** Removes the message of this sequence, if there is one. */
  take(sequence: number): PendingMessage | undefined {
    const message = this.#written.get(sequence)?.message;
    if (message !== undefined) {
      this.remove(message);
    }
    return message;
  }

  remove(message: PendingMessage): void {
    const sequence = this.#sequences.get(message);
    if (sequence !== undefined) {
      this.#sequences.delete(message);
      this.#written.delete(sequence);
    }
  }

  /** Removes and returns all messages, in order. */
  drain(): readonly PendingMessage[] {
    const all = [...this.#sequences.keys()];
    this.#written.clear();
    this.#sequences.clear();
    return all;
  }

  get size(): number {
    return this.#written.size;
  }

  /** Whether the oldest message has waited for this long. */
  isStalled(now: number, timeout: number): boolean {
    const [oldest] = this.#written.values();
    return oldest !== undefined && now - oldest.at >= timeout;
  }
}
