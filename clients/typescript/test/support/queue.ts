import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MILLIS = 30_000;

/** What comes from elsewhere, to be awaited one by one. */
export class Queue<T> {
  readonly #come: T[] = [];
  readonly #wanted: ((next: T) => void)[] = [];
  readonly #what: string;
  /** How many have come so far. */
  total = 0;

  constructor(what: string) {
    this.#what = what;
  }

  add(next: T): void {
    this.total++;
    const first = this.#wanted.shift();
    if (first) {
      first(next);
    } else {
      this.#come.push(next);
    }
  }

  /** The next one, once it has come. */
  async next(): Promise<T> {
    if (this.#come.length > 0) {
      return this.#come.shift() as T;
    }
    const patience = new AbortController();
    const next = new Promise<T>((resolve) => this.#wanted.push(resolve));
    const never = pause(PATIENCE_MILLIS, undefined, { signal: patience.signal }).then(() => {
      throw new Error(`${this.#what} never came`);
    });
    never.catch(() => {});
    return Promise.race([next, never]).finally(() => patience.abort());
  }

  get isEmpty(): boolean {
    return this.#come.length === 0;
  }
}
