import type { ServerRefusedError } from '../errors.ts';
import type { PendingMessage } from './pending-message.ts';

/**
 * The pending messages to one recipient, in order. A temporary refusal pauses the queue until the delay is over and all messages in flight have
 * been answered. The queue then sends one message at a time, from the oldest, until the server accepts one.
 * A check of the recipient's devices holds the queue as well.
 */
export class RecipientQueue {
  /** The recipient's. */
  readonly key: string;
  readonly #waiting: PendingMessage[] = [];
  #paused = false;
  #holds = 0;
  #inFlight = 0;
  #refusals = 0;
  #latestRefusal: ServerRefusedError | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** Adds a message, at its position among those that wait. */
  add(message: PendingMessage): void {
    const before = this.#waiting.findLastIndex((waiting) => waiting.number < message.number);
    this.#waiting.splice(before + 1, 0, message);
  }

  /** Whether {@link next} may be called. */
  get isReady(): boolean {
    return this.#waiting.length > 0 && !this.#paused && this.#holds === 0 && (this.#refusals === 0 || this.#inFlight === 0);
  }

  /** Whether this queue holds nothing and may be removed. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && !this.#paused && this.#holds === 0 && this.#inFlight === 0;
  }

  /** Nothing is sent until {@link release} was called as often. */
  hold(): void {
    this.#holds++;
  }

  release(): void {
    this.#holds--;
  }

  next(): PendingMessage | undefined {
    const next = this.#waiting.shift();
    this.#inFlight += next ? 1 : 0;
    return next;
  }

  /** A message in flight was acked or refused permanently. */
  completed(): void {
    this.#inFlight--;
    if (!this.#paused && this.#inFlight === 0) {
      this.#refusals = 0;
    }
  }

  /** A message in flight has to be sent again. */
  requeue(message: PendingMessage): void {
    this.#inFlight--;
    this.add(message);
  }

  /** A message in flight was refused temporarily. Returns the attempt, from 0, by which to compute the delay; undefined if one has begun already. */
  refused(message: PendingMessage, refusal: ServerRefusedError): number | undefined {
    this.requeue(message);
    this.#latestRefusal = refusal;
    if (this.#paused) {
      return undefined;
    }
    this.#paused = true;
    return this.#refusals++;
  }

  /** The delay is over. */
  resume(): void {
    this.#paused = false;
  }

  /** Removes a message, whether it waits or is in flight. */
  remove(message: PendingMessage): void {
    const index = this.#waiting.indexOf(message);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
    } else {
      this.#inFlight--;
    }
  }

  get latestRefusal(): ServerRefusedError | undefined {
    return this.#latestRefusal;
  }
}
