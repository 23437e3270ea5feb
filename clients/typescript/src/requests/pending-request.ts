import { deferred } from '../deferred.ts';
import type { ClientError } from '../errors.ts';
import type { Timer } from '../line/timer.ts';
import type { Answer, Payload } from '../wire/message.ts';

/** A request without its whole answer yet, and the one timer that ends its wait. */
export class PendingRequest {
  readonly payload: Payload;
  readonly #part: Answer['type'];
  readonly #expected: number;
  readonly #came: Answer[] = [];
  readonly #outcome = deferred<readonly Answer[]>();
  #timer: Timer | undefined;

  /** Makes one that waits for nothing yet; so many answers of the type `part`, as `expected`, are the whole for sure. */
  constructor(payload: Payload, part: Answer['type'], expected: number) {
    this.payload = payload;
    this.#part = part;
    this.#expected = expected;
  }

  /** Kept with the parts that came; none where an Ack was the answer. */
  get answer(): Promise<readonly Answer[]> {
    return this.#outcome.promise;
  }

  /** Does this when so much time has passed, and no longer what the last wait was to end in. */
  await(millis: number, otherwise: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(otherwise, millis);
  }

  /** Whether the answer consists of such payloads. */
  takes(payload: Payload): payload is Answer {
    return payload.type === this.#part;
  }

  /** Takes a part of the answer; true where no other is to be expected. */
  add(part: Answer): boolean {
    this.#came.push(part);
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
