/** How long a connection waits for what, in milliseconds. */
export interface Timing {
  /**
   * Before the first attempt to connect again, or to send a refused message again; doubled with each further attempt, and jittered: between
   * half of it and all of it passes.
   */
  readonly backoffMin: number;
  /** What doubling ends at. */
  readonly backoffMax: number;
  /** For connecting and logging in, and for the answer to a request; a message that has no answer by then is sent again over another socket. */
  readonly request: number;
  /** Until a message counts as not sent, however often it was tried. */
  readonly send: number;
  /** After a PreKey, for another one of the same answer: nothing in the protocol says which is the last. */
  readonly preKeyQuiet: number;
  /** Between pings; a server silent for two of these counts as dead. */
  readonly ping: number;
}

const LEAST = 1;
const MOST = 24 * 60 * 60 * 1000;

/** Fit for a phone or a desktop. */
export const DEFAULT_TIMING: Timing = {
  backoffMin: 500,
  backoffMax: 60_000,
  request: 15_000,
  send: 60_000,
  preKeyQuiet: 50,
  ping: 15_000,
};

/** The defaults with these instead; refuses durations below a millisecond or above a day, and a maximum below its minimum. */
export function timing(given: Partial<Timing> = {}): Timing {
  const durations = { ...DEFAULT_TIMING, ...given };
  if (!Object.values(durations).every((duration) => duration >= LEAST && duration <= MOST)) {
    throw new RangeError('every duration is between a millisecond and a day');
  }
  if (durations.backoffMax < durations.backoffMin) {
    throw new RangeError('backoffMax is not below backoffMin');
  }
  return durations;
}
