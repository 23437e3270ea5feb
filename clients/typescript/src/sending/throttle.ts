import type { Backoff } from '../line/backoff.ts';
import type { Timer } from '../line/timer.ts';

/** Holds everything for a while after the server said that it gets too much, longer each time. */
export class Throttle {
  readonly #backoff: Backoff;
  readonly #off: () => void;
  #timer: Timer | undefined;
  #times = 0;

  constructor(backoff: Backoff, off: () => void) {
    this.#backoff = backoff;
    this.#off = off;
  }

  get isOn(): boolean {
    return this.#timer !== undefined;
  }

  turnOn(): void {
    this.#timer ??= setTimeout(() => this.#turnOff(), this.#backoff.delay(this.#times++));
  }

  #turnOff(): void {
    this.#timer = undefined;
    this.#off();
  }

  /** The server is content again. */
  reset(): void {
    this.#times = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
