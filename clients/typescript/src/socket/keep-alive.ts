import type { Timer } from './timer.ts';

/** Pings a silent server, and reports when it has been silent for two intervals. */
export class KeepAlive {
  readonly #interval: number;
  readonly #ping: () => void;
  readonly #onDead: () => void;
  #silentIntervals = 0;
  #timer: Timer | undefined;

  constructor(interval: number, ping: () => void, onDead: () => void) {
    this.#interval = interval;
    this.#ping = ping;
    this.#onDead = onDead;
  }

  // Not periodic: after a pause of the process, all missed intervals would elapse together.
  start(): void {
    this.#timer = setTimeout(() => this.#tick(), this.#interval);
  }

  #tick(): void {
    this.start();
    if (this.#silentIntervals >= 2) {
      this.#onDead();
      return;
    }
    if (this.#silentIntervals > 0) {
      this.#ping();
    }
    this.#silentIntervals++;
  }

  /** Something arrived from the server. */
  received(): void {
    this.#silentIntervals = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
