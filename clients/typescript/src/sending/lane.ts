import type { ServerRefusedError } from '../errors.ts';
import type { Outgoing } from './outgoing.ts';

/**
 * The unsettled messages to one recipient, in their order. After a refusal for now the lane is held: nothing more goes out until the wait is
 * over and all that is under way has been answered. Then messages go one by one, from the oldest, until one is taken.
 */
export class Lane {
  /** The recipient's. */
  readonly key: string;
  readonly #waiting: Outgoing[] = [];
  #held = false;
  #underWay = 0;
  #refusals = 0;
  #latestRefusal: ServerRefusedError | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** Takes a message in, at its place among those that wait. */
  add(message: Outgoing): void {
    const before = this.#waiting.findLastIndex((waiting) => waiting.number < message.number);
    this.#waiting.splice(before + 1, 0, message);
  }

  /** Whether {@link next} has a message that may go now. */
  get isReady(): boolean {
    return this.#waiting.length > 0 && !this.#held && (this.#refusals === 0 || this.#underWay === 0);
  }

  /** Whether nothing would be lost by forgetting this lane. */
  get isOver(): boolean {
    return this.#waiting.length === 0 && !this.#held && this.#underWay === 0;
  }

  next(): Outgoing | undefined {
    const next = this.#waiting.shift();
    this.#underWay += next ? 1 : 0;
    return next;
  }

  /** A message under way was answered for good. */
  settled(): void {
    this.#underWay--;
    if (!this.#held && this.#underWay === 0) {
      this.#refusals = 0;
    }
  }

  /** A message under way lost its socket. */
  takeBack(message: Outgoing): void {
    this.#underWay--;
    this.add(message);
  }

  /** A message under way was refused for now. The number, from 0, of the wait that now begins; undefined where one has begun already. */
  refused(message: Outgoing, refusal: ServerRefusedError): number | undefined {
    this.takeBack(message);
    this.#latestRefusal = refusal;
    if (this.#held) {
      return undefined;
    }
    this.#held = true;
    return this.#refusals++;
  }

  /** The wait is over. */
  release(): void {
    this.#held = false;
  }

  /** Its time is over, whether it waits or is under way. */
  expire(message: Outgoing): void {
    const index = this.#waiting.indexOf(message);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
    } else {
      this.#underWay--;
    }
  }

  get latestRefusal(): ServerRefusedError | undefined {
    return this.#latestRefusal;
  }
}
