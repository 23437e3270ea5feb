import type { Backoff } from '../socket/backoff.ts';
import type { Timer } from '../socket/timer.ts';

/** Pauses all sending after the server reports too many requests, longer each time. */
export class Throttle {
  readonly #backoff: Backoff;
  readonly #onOff: () => void;
  #timer: Timer | undefined;
  #times = 0;

  constructor(backoff: Backoff, onOff: () => void) {
    this.#backoff = backoff;
    this.#onOff = onOff;
  }

  get isOn(): boolean {
    return this.#timer !== undefined;
  }

  turnOn(): void {
    this.#timer ??= setTimeout(() => this.#turnOff(), this.#backoff.delay(this.#times++));
  }

  #turnOff(): void {
    this.#timer = undefined;
    this.#onOff();
  }

  /** The server has acked a message. */
  reset(): void {
    this.#times = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
