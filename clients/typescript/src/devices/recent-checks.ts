interface Check {
  readonly at: number;
  readonly succeeded: boolean;
}

/** Bounds of {@link RecentChecks}; the times are in milliseconds. */
interface Bounds {
  readonly users: number;
  /** Of a check that succeeded. */
  readonly validity: number;
  /** After a check that failed. */
  readonly pause: number;
}

/** When the devices of users were last checked, and whether that succeeded. Forgets the oldest checks first. */
export class RecentChecks {
  readonly #checks = new Map<string, Check>();
  readonly #bounds: Bounds;
  readonly #clock: () => number;

  /** Creates an empty record. The clock is that of the wall: a monotonic one may stop while the machine sleeps. */
  constructor(bounds: Bounds, clock: () => number = Date.now) {
    this.#bounds = bounds;
    this.#clock = clock;
  }

  add(user: string, succeeded: boolean): void {
    this.#checks.delete(user);
    this.#checks.set(user, { at: this.#clock(), succeeded });
    if (this.#checks.size > this.#bounds.users) {
      const [oldest = ''] = this.#checks.keys();
      this.#checks.delete(oldest);
    }
  }

  /** Whether a check has succeeded and is still valid. */
  isValid(user: string): boolean {
    const check = this.#checks.get(user);
    return check !== undefined && check.succeeded && this.#isYounger(check, this.#bounds.validity);
  }

  /** Whether a check has failed so recently that another one would only add to the load. */
  isPaused(user: string): boolean {
    const check = this.#checks.get(user);
    return check !== undefined && !check.succeeded && this.#isYounger(check, this.#bounds.pause);
  }

  /** A check that succeeded is valid no longer. */
  invalidate(user: string): void {
    if (this.#checks.get(user)?.succeeded) {
      this.#checks.delete(user);
    }
  }

  // The wall clock may have been set back.
  #isYounger(check: Check, age: number): boolean {
    const passed = this.#clock() - check.at;
    return passed >= 0 && passed < age;
  }
}
