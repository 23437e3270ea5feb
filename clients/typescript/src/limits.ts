/** How much of what one connection holds. */
export interface Limits {
  /**
   * Messages written to the socket and not yet answered; further ones wait. A server acks no sooner than its `delivery.ackMillis`, so 512 at
   * 200 ms are 2,560 messages a second at most; keep it below 1,024, from which on a server does not read.
   */
  readonly sendWindow: number;
  /** Messages accepted and not yet settled, whether written or waiting; one more fails at once. */
  readonly unsettledSends: number;
  /** The same in bytes of their payloads. */
  readonly unsettledBytes: number;
  /** Other requests without an answer yet; one more fails at once. */
  readonly requests: number;
  /** Messages that wait for the handler. What comes beyond is dropped without an Ack, and fetched by another login once there is room. */
  readonly inbound: number;
  /** Messages last handled, by their digests, so that one that comes twice is handled once; 0 handles each as often as it comes. */
  readonly remembered: number;
  /** Largest frame sent, as the server's `http.maxFrameBytes`; a larger send fails at once. */
  readonly frameBytes: number;
}

/** Fit for a server with its default settings. */
export const DEFAULT_LIMITS: Limits = {
  sendWindow: 512,
  unsettledSends: 4096,
  unsettledBytes: 64 * 1024 * 1024,
  requests: 256,
  inbound: 512,
  remembered: 10_000,
  frameBytes: 256 * 1024,
};

/** The defaults with these instead; refuses numbers that would let nothing through. */
export function limits(given: Partial<Limits> = {}): Limits {
  const bounds = { ...DEFAULT_LIMITS, ...given };
  const { remembered, ...atLeastOne } = bounds;
  if (!(remembered >= 0) || !Object.values(atLeastOne).every((bound) => bound >= 1)) {
    throw new RangeError('every limit is 1 or more, remembered 0 or more');
  }
  return bounds;
}
