/** Bounds for the data that one connection holds. */
export interface ClientLimits {
  /**
   * Messages written to the socket and not yet answered; further ones wait. The server delays each Ack by its `delivery.ackMillis`: with 200 ms,
   * 512 allow at most 2,560 messages per second. Keep it below 1,024, at which the server stops reading.
   */
  readonly sendWindow: number;
  /** Messages accepted and not yet acked or failed, whether written or waiting; one more fails immediately. */
  readonly pendingMessages: number;
  /** The same in bytes of their payloads. */
  readonly pendingBytes: number;
  /** Other requests without an answer; one more fails immediately. */
  readonly requests: number;
  /** Messages that wait for the handler. Any further ones are dropped without an Ack, and arrive again after another login once there is room. */
  readonly inbound: number;
  /** Handled messages whose digests are kept, so that a message that arrives twice is handled once; with 0, it is handled each time. */
  readonly remembered: number;
  /** Largest frame to send, the server's `http.maxFrameBytes`; sending a larger one fails immediately. */
  readonly frameBytes: number;
  /**
   * Users whose devices are being checked, and users of whom the time of the last check is kept; one that is forgotten is checked again at the next
   * message.
   */
  readonly checkedUsers: number;
}

/** Suitable for a server with default settings. */
export const DEFAULT_LIMITS: ClientLimits = {
  sendWindow: 512,
  pendingMessages: 4096,
  pendingBytes: 64 * 1024 * 1024,
  requests: 256,
  inbound: 512,
  remembered: 10_000,
  frameBytes: 256 * 1024,
  checkedUsers: 10_000,
};

/** The defaults with these changes; rejects values that would block all traffic. */
export function limits(given: Partial<ClientLimits> = {}): ClientLimits {
  const bounds = { ...DEFAULT_LIMITS, ...given };
  const { remembered, ...atLeastOne } = bounds;
  if (!(remembered >= 0) || !Object.values(atLeastOne).every((bound) => bound >= 1)) {
    throw new RangeError('each limit must be 1 or more, and remembered 0 or more');
  }
  return bounds;
}
