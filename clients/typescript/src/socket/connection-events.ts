import { retryAfterClose } from '../wire/close-code.ts';
import type { ClientError, ServerRefusedError } from '../errors.ts';
import type { Retry } from '../wire/error-name.ts';
import type { ReconnectState } from './reconnect-state.ts';

/** The state of a connection; the README has a diagram. */
export type ConnectionState = ReconnectState['at'];

/** How a socket ended. */
export interface Disconnection {
  /** The server's code, or 1006 if it sent none. */
  readonly closeCode: number;
  /** Whether to reconnect. */
  readonly retry: Retry;
}

export function disconnection(closeCode: number): Disconnection {
  return { closeCode, retry: retryAfterClose(closeCode) };
}

/**
 * The app's handlers for the events of a connection, one for each kind. Each handler runs in a separate microtask: one that throws, or calls the
 * connection, never runs in the middle of a change.
 */
export class ConnectionEvents {
  readonly #warn: (text: string, cause: unknown) => void;
  connected: () => void = () => {};
  disconnected: (how: Disconnection) => void = () => {};
  connectFailed: (why: ClientError) => void = () => {};
  state: (state: ConnectionState) => void = () => {};
  preKeysLow: (requested: number) => void = () => {};
  refused: (sealedMessage: Uint8Array, why: ServerRefusedError) => void = () => {};

  constructor(warn: (text: string, cause: unknown) => void) {
    this.#warn = warn;
  }

  notify(event: () => void): void {
    void Promise.resolve()
      .then(event)
      .catch((cause: unknown) => this.#warn('An event handler threw', cause));
  }
}
