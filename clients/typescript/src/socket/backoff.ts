/** Delays that double from min to max, with jitter, so that clients that were disconnected together reconnect at different times. */
export class Backoff {
  readonly #min: number;
  readonly #max: number;

  constructor({ backoffMin, backoffMax }: { readonly backoffMin: number; readonly backoffMax: number }) {
    this.#min = backoffMin;
    this.#max = backoffMax;
  }

  /** Between half of the delay of this attempt (from 0) and all of it. */
  delay(attempt: number): number {
    const full = Math.min(this.#max, this.#min * 2 ** attempt);
    return (full * (1 + Math.random())) / 2;
  }
}
