import { retryAfterClose } from '../wire/close-code.ts';
import type { ClientError } from '../errors.ts';
import type { Retry } from '../wire/error-name.ts';
import type { LineState } from './line-state.ts';

/** Where a connection is: see the README's picture. */
export type ConnectionState = LineState['at'];

/** How a socket ended. */
export interface Disconnection {
  /** The server's; 1006 where none came. */
  readonly closeCode: number;
  /** Whether connecting again makes sense. */
  readonly retry: Retry;
}

export function disconnection(closeCode: number): Disconnection {
  return { closeCode, retry: retryAfterClose(closeCode) };
}

/**
 * Tells the app of what happens to a connection, the last handler set for each kind of event. Each call is in a turn of its own: a handler
 * that throws, or that calls back in, never finds the connection half way through a change.
 */
export class Events {
  readonly #warn: (text: string, cause: unknown) => void;
  connected: () => void = () => {};
  disconnected: (how: Disconnection) => void = () => {};
  connectFailed: (why: ClientError) => void = () => {};
  state: (state: ConnectionState) => void = () => {};
  preKeysLow: (requested: number) => void = () => {};

  constructor(warn: (text: string, cause: unknown) => void) {
    this.#warn = warn;
  }

  tell(event: () => void): void {
    void Promise.resolve()
      .then(event)
      .catch((cause: unknown) => this.#warn('A handler of events threw', cause));
  }
}
