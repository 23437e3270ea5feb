import { deferred } from '../deferred.ts';
import type { ClientError } from '../errors.ts';
import type { Timer } from '../socket/timer.ts';
import type { Answer, Payload } from '../wire/message.ts';

/** No server answers with more: as many devices are the most that a user may have. */
export const MAX_PARTS = 1000;

/** A request whose answer is not yet complete, and the timer that ends its wait. */
export class PendingRequest {
  readonly payload: Payload;
  /** Whether no other socket may carry it. */
  isOnlyOnce = false;
  readonly #part: Answer['type'];
  #expected: number;
  #sizeIsKnown = false;
  #parts: Answer[] = [];
  readonly #outcome = deferred<readonly Answer[]>();
  #timer: Timer | undefined;

  /** Creates a request without a timer; `expected` payloads of the type `part` complete its answer, unless the server states how many there are. */
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
    if (part.type === 'preKey' && part.answerSize !== 0) {
      this.#expected = part.answerSize;
      this.#sizeIsKnown = true;
    }
    return this.#parts.length >= Math.min(this.#expected, MAX_PARTS);
  }

  /** Whether the server has stated how many parts the answer has. */
  get sizeIsKnown(): boolean {
    return this.#sizeIsKnown;
  }

  /**
   * The socket is lost; returns whether the parts that have arrived must do. Those of an answer whose size is known are dropped, and the request is
   * repeated, which uses up more keys.
   */
  disconnected(): boolean {
    if (this.#sizeIsKnown) {
      this.#parts = [];
    }
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
