import { deferred } from '../deferred.ts';
import type { ClientError } from '../errors.ts';
import type { Timer } from '../socket/timer.ts';
import type { Answer, Payload } from '../wire/message.ts';

/** A request whose answer is not yet complete, and the timer that ends its wait. */
export class PendingRequest {
  readonly payload: Payload;
  readonly #part: Answer['type'];
  readonly #expected: number;
  readonly #parts: Answer[] = [];
  readonly #outcome = deferred<readonly Answer[]>();
  #timer: Timer | undefined;

  /** Creates a request without a timer; `expected` payloads of the type `part` complete its answer. */
  constructor(payload: Payload, part: Answer['type'], expected: number) {
    this.payload = payload;
    this.#part = part;
    this.#expected = expected;
  }

  /** Resolves to the parts that arrived; none if the answer was an Ack. */
  get answer(): Promise<readonly Answer[]> {
    return this.#outcome.promise;
  }

  /** Runs a function after this time, in place of the function of any earlier call. */
  startTimeout(millis: number, onTimeout: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(onTimeout, millis);
  }

  /** Whether this payload is a part of the answer. */
  isAnsweredBy(payload: Payload): payload is Answer {
    return payload.type === this.#part;
  }

  /** Adds a part of the answer; returns whether the answer is complete. */
  add(part: Answer): boolean {
    this.#parts.push(part);
    return this.#parts.length >= this.#expected;
  }

  /** Whether a part of the answer has arrived; repeating the request would use up more keys. */
  get isPartlyAnswered(): boolean {
    return this.#parts.length > 0;
  }

  succeed(): void {
    clearTimeout(this.#timer);
    this.#outcome.resolve(this.#parts);
  }

  fail(why: ClientError): void {
    clearTimeout(this.#timer);
    this.#outcome.reject(why);
  }
}
