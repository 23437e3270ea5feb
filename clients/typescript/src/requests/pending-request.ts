import { deferred } from '../deferred.ts';
import type { ClientError } from '../errors.ts';
import type { Timer } from '../line/timer.ts';
import type { Payload, PreKey } from '../wire/message.ts';

/** A request without its whole answer yet, and the one timer that ends its wait. */
export class PendingRequest {
  readonly payload: Payload;
  readonly #expected: number;
  readonly #came: PreKey[] = [];
  readonly #outcome = deferred<readonly PreKey[]>();
  #timer: Timer | undefined;

  /** Makes one that waits for nothing yet; so many PreKeys, as `expected`, make the answer whole for sure. */
  constructor(payload: Payload, expected: number) {
    this.payload = payload;
    this.#expected = expected;
  }

  /** Kept with the PreKeys that came; none where an Ack was the answer. */
  get answer(): Promise<readonly PreKey[]> {
    return this.#outcome.promise;
  }

  /** Does this when so much time has passed, and no longer what the last wait was to end in. */
  await(millis: number, otherwise: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(otherwise, millis);
  }

  /** Takes a PreKey; true where no other is to be expected. */
  add(preKey: PreKey): boolean {
    this.#came.push(preKey);
    return this.#came.length >= this.#expected;
  }

  /** Whether a part of the answer came already; asking again would cost other keys. */
  get isPartlyAnswered(): boolean {
    return this.#came.length > 0;
  }

  succeed(): void {
    clearTimeout(this.#timer);
    this.#outcome.resolve(this.#came);
  }

  fail(why: ClientError): void {
    clearTimeout(this.#timer);
    this.#outcome.reject(why);
  }
}
