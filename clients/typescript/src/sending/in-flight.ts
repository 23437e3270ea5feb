import type { Outgoing } from './outgoing.ts';

interface Written {
  readonly message: Outgoing;
  readonly at: number;
}

/** The messages written to the present socket and not yet answered, the oldest first. */
export class InFlight {
  readonly #written = new Map<number, Written>();
  readonly #sequences = new Map<Outgoing, number>();

  add(sequence: number, message: Outgoing, at: number): void {
    this.#written.set(sequence, { message, at });
    this.#sequences.set(message, sequence);
  }

  /** Takes the message of this sequence, if there is one. */
  take(sequence: number): Outgoing | undefined {
    const message = this.#written.get(sequence)?.message;
    if (message !== undefined) {
      this.remove(message);
    }
    return message;
  }

  remove(message: Outgoing): void {
    const sequence = this.#sequences.get(message);
    if (sequence !== undefined) {
      this.#sequences.delete(message);
      this.#written.delete(sequence);
    }
  }

  /** All of them in their order, which are forgotten here. */
  drain(): readonly Outgoing[] {
    const all = [...this.#sequences.keys()];
    this.#written.clear();
    this.#sequences.clear();
    return all;
  }

  get size(): number {
    return this.#written.size;
  }

  /** Whether the oldest was written so long ago. */
  isStalled(now: number, patience: number): boolean {
    const [oldest] = this.#written.values();
    return oldest !== undefined && now - oldest.at >= patience;
  }
}
