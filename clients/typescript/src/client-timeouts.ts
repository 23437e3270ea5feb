/** How long a connection waits, in milliseconds. */
export interface ClientTimeouts {
  /**
   * Before the first attempt to reconnect, or to resend a refused message. The delay doubles with each further attempt, and jitter reduces it by
   * up to half.
   */
  readonly backoffMin: number;
  /** The longest such delay. */
  readonly backoffMax: number;
  /** For connecting and logging in, and for the answer to a request; a message without an answer by then is resent over another socket. */
  readonly request: number;
  /** For all attempts to send a message together. */
  readonly send: number;
  /** After a PreKey, for another one of the same answer, in the first version of the protocol, which does not state how many there are. */
  readonly preKeyQuiet: number;
  /** Between pings; a server that is silent for two intervals counts as dead. */
  readonly ping: number;
  /** After which the devices of a user are checked again before a message, if the connection has a `DeviceDirectory`. */
  readonly deviceCheck: number;
}

const MIN = 1;
const MAX = 24 * 60 * 60 * 1000;

/** Suitable for a phone or a desktop. */
export const DEFAULT_TIMEOUTS: ClientTimeouts = {
  backoffMin: 500,
  backoffMax: 60_000,
  request: 15_000,
  send: 60_000,
  preKeyQuiet: 50,
  ping: 15_000,
  deviceCheck: 6 * 60 * 60 * 1000,
};

/** The defaults with these changes; rejects durations below a millisecond or above a day, and a maximum below its minimum. */
export function timeouts(given: Partial<ClientTimeouts> = {}): ClientTimeouts {
  const durations = { ...DEFAULT_TIMEOUTS, ...given };
  if (!Object.values(durations).every((duration) => duration >= MIN && duration <= MAX)) {
    throw new RangeError('each timeout must be between a millisecond and a day');
  }
  if (durations.backoffMax < durations.backoffMin) {
    throw new RangeError('backoffMax must not be below backoffMin');
  }
  return durations;
}
