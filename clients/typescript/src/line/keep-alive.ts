import type { Timer } from './timer.ts';

/** Asks a server that says nothing for a sign of life, and says so when it has been silent for two intervals. */
export class KeepAlive {
  readonly #interval: number;
  readonly #ping: () => void;
  readonly #dead: () => void;
  #silentIntervals = 0;
  #timer: Timer | undefined;

  constructor(interval: number, ping: () => void, dead: () => void) {
    this.#interval = interval;
    this.#ping = ping;
    this.#dead = dead;
  }

  // Not periodic: after a standstill all intervals that it missed would be over at once.
  start(): void {
    this.#timer = setTimeout(() => this.#tick(), this.#interval);
  }

  #tick(): void {
    this.start();
    if (this.#silentIntervals >= 2) {
      this.#dead();
      return;
    }
    if (this.#silentIntervals > 0) {
      this.#ping();
    }
    this.#silentIntervals++;
  }

  /** Anything came from the server. */
  heard(): void {
    this.#silentIntervals = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
