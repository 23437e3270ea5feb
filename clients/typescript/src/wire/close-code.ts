import type { Retry } from './error-name.ts';

/** The close code of a socket that ended without one: RFC 6455, section 7.1.5. */
export const ABNORMAL = 1006;

/** The close code of a client that has finished. */
export const NORMAL = 1000;

/** Every close code that the server sends, and whether a client should reconnect. */
export const CLOSE_CODES: ReadonlyMap<number, Retry> = new Map<number, Retry>([
  // Bytes that are not a WebSocket frame.
  [1002, 'no'],
  // A text frame; the protocol is binary.
  [1003, 'no'],
  // A frame that is not a Message.
  [1007, 'no'],
  // A refused login, a connection without requests, one that does not respond, or a limit.
  [1008, 'later'],
  // A message larger than the server accepts.
  [1009, 'no'],
  // The node restarts; reconnect immediately, to any node.
  [1012, 'later'],
  // The node cannot serve now; reconnect later.
  [1013, 'later'],
]);

/** Whether to reconnect; a code that this client does not know does not forbid it. */
export function retryAfterClose(code: number): Retry {
  return CLOSE_CODES.get(code) ?? 'later';
}
