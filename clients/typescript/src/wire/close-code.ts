import type { Retry } from './error-name.ts';

/** The close code of a socket that ended without one: RFC 6455, section 7.1.5. */
export const ABNORMAL = 1006;

/** The close code of a client that is done. */
export const NORMAL = 1000;

/** Every code that the server closes a socket with, and whether a client should connect again. */
export const CLOSE_CODES: ReadonlyMap<number, Retry> = new Map<number, Retry>([
  // What is no WebSocket frame at all.
  [1002, 'no'],
  // A text frame; the protocol is binary.
  [1003, 'no'],
  // A frame that is no Message.
  [1007, 'no'],
  // A refused login, a connection that asks nothing, one that no longer answers, or a limit.
  [1008, 'later'],
  // A message larger than the server takes.
  [1009, 'no'],
  // The node restarts; connect again, at once and anywhere.
  [1012, 'later'],
  // The node cannot serve now; connect again after a while.
  [1013, 'later'],
]);

/** Whether connecting again makes sense; a code that this client does not know does not forbid it. */
export function retryAfterClose(code: number): Retry {
  return CLOSE_CODES.get(code) ?? 'later';
}
