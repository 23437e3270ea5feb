import { deferred } from '../deferred.ts';
import type { Timer } from '../socket/timer.ts';

/** One check of a user's devices, which waits for its turn or is under way. */
export class DeviceCheck {
  readonly userID: Uint8Array;
  readonly deliveryToken: Uint8Array | undefined;
  /** Whether to fetch the keys of a user of whom the app knows no device: the app has requested this check, rather than a message. */
  isRequested = false;
  /** Whether an answer without any change may be outdated: a device was reinstalled, perhaps after it. */
  isOutdated = false;
  /** Whether messages need not wait any longer. */
  isAnswered = false;
  readonly #answered = deferred<void>();
  readonly #done = deferred<void>();
  readonly #timer: Timer;

  /** Creates a check that waits; messages wait for its answer for `patience` at most. */
  constructor(userID: Uint8Array, deliveryToken: Uint8Array | undefined, patience: number) {
    this.userID = userID;
    this.deliveryToken = deliveryToken;
    this.#timer = setTimeout(() => this.release(), patience);
    // Nobody need wait for it.
    this.#done.promise.catch(() => {});
  }

  /** Resolves once messages need not wait any longer, whatever came of the check. */
  get answered(): Promise<void> {
    return this.#answered.promise;
  }

  /** Resolves once the app has handled what has changed; rejects if the check fails. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Lets messages go. */
  release(): void {
    clearTimeout(this.#timer);
    this.isAnswered = true;
    this.#answered.resolve();
  }

  succeed(): void {
    this.release();
    this.#done.resolve();
  }

  fail(why: unknown): void {
    this.release();
    this.#done.reject(why);
  }
}
