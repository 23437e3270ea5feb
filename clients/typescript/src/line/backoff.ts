/** Waits that double from min to max, jittered so that clients that fell together rise apart. */
export class Backoff {
  readonly #min: number;
  readonly #max: number;

  constructor({ backoffMin, backoffMax }: { readonly backoffMin: number; readonly backoffMax: number }) {
    this.#min = backoffMin;
    this.#max = backoffMax;
  }

  /** Between half of the wait of this attempt (from 0) and all of it. */
  delay(attempt: number): number {
    const full = Math.min(this.#max, this.#min * 2 ** attempt);
    return (full * (1 + Math.random())) / 2;
  }
}
