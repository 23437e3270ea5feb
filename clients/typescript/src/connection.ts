import { ConnectionClosedError } from './errors.ts';
import type { ClientError } from './errors.ts';
import type { ConnectionState, Disconnection, Events } from './line/events.ts';
import type { Lifeline } from './line/lifeline.ts';

/**
 * What both kinds of connection have in common: once {@link connect} was called, there is a socket to one of the servers, or an attempt to open
 * one, until {@link close}. Attempts follow the backoff of `Timing`; the servers have their turns.
 *
 * It gives up by itself only when trying again would change nothing: after a refused login, after a close code that says so
 * ({@link Disconnection.retry}), and where the runtime forbids the socket.
 */
export abstract class Connection {
  readonly #lifeline: Lifeline;
  readonly #events: Events;

  /** @internal */
  constructor(lifeline: Lifeline, events: Events) {
    this.#lifeline = lifeline;
    this.#events = events;
  }

  /** Where it is now. */
  get state(): ConnectionState {
    return this.#lifeline.state.at;
  }

  /**
   * Connects, and stays connected from then on. What was asked before waits for it.
   *
   * @returns a promise that is kept when connected for the first time, however long that takes ({@link onConnectFailed} tells what it waits for); it is rejected with a `ServerRefusedError` where
   *     the login was refused, with a `ConnectionClosedError` where the connection was closed for good before. It may be left alone
   */
  connect(): Promise<void> {
    return this.#lifeline.begin();
  }

  /**
   * Connects like {@link connect}, but closes the connection for good if the first attempt fails. Use it to find out at once whether a server
   * can be reached.
   *
   * @returns as of {@link connect}; it is also rejected with a `ConnectFailedError` that reports why the first attempt failed
   */
  connectOnce(): Promise<void> {
    return this.#lifeline.beginOnce();
  }

  /** Drops the present socket, if there is one, and connects again after a short wait. The server then sends again what was not acked. */
  reconnect(): void {
    this.#lifeline.abandon();
  }

  /**
   * Closes for good; all that is still asked is rejected with a `ConnectionClosedError`.
   *
   * @returns a promise that is kept when the socket is closed
   */
  close(): Promise<void> {
    return this.#lifeline.end(new ConnectionClosedError('the connection was closed'));
  }

  /**
   * Writes any bytes to the present socket, for those who study the protocol. Whatever the server answers, nobody here waits for it; give a
   * request a sequence that is far from those counted from 1.
   *
   * @returns whether there was a socket to take them
   */
  sendRaw(bytes: Uint8Array): boolean {
    const state = this.#lifeline.state;
    return (state.at === 'dialing' || state.at === 'ready') && state.socket.writeRaw(bytes);
  }

  /** Called whenever connected, and logged in where that applies. The last handler set counts. */
  onConnected(handler: () => void): void {
    this.#events.connected = handler;
  }

  /** Called whenever what {@link onConnected} told of has ended, but not after {@link close}. The last handler set counts. */
  onDisconnected(handler: (how: Disconnection) => void): void {
    this.#events.disconnected = handler;
  }

  /**
   * Called whenever an attempt to connect has failed, with the reason: mostly a `ConnectFailedError`, or a `ServerRefusedError` where the login
   * was refused for now. Unless this closes the connection for good, another attempt follows. The last handler set counts.
   */
  onConnectFailed(handler: (why: ClientError) => void): void {
    this.#events.connectFailed = handler;
  }

  /** Called whenever {@link state} has changed, with what it has become. The last handler set counts. */
  onState(handler: (state: ConnectionState) => void): void {
    this.#events.state = handler;
  }
}
