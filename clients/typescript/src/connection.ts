import { ConnectionClosedError } from './errors.ts';
import type { ClientError } from './errors.ts';
import type { ConnectionState, Disconnection, ConnectionEvents } from './socket/connection-events.ts';
import type { ReconnectingSocket } from './socket/reconnecting-socket.ts';

/**
 * The common part of both kinds of connection. From {@link connect} to {@link close} it has a socket to one of the servers, or tries to open one.
 * Attempts follow the backoff of `ClientTimeouts`, and try the servers in turn.
 *
 * It gives up only if another attempt would fail as well: after a refused login, after a close code that forbids to retry
 * ({@link Disconnection.retry}), and if the runtime forbids the socket.
 */
export abstract class Connection {
  readonly #socket: ReconnectingSocket;
  readonly #events: ConnectionEvents;

  /** @internal */
  constructor(socket: ReconnectingSocket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
  }

  /** The current state. */
  get state(): ConnectionState {
    return this.#socket.state.at;
  }

  /**
   * Connects, and reconnects whenever the socket is lost. Requests made before wait for it.
   *
   * @returns a promise that resolves when connected for the first time, however long that takes ({@link onConnectFailed} reports each failed
   *     attempt); it rejects with a `ServerRefusedError` if the login was refused, and with a `ConnectionClosedError` if the connection was closed
   *     before. Its rejection need not be handled
   */
  connect(): Promise<void> {
    return this.#socket.connect();
  }

  /**
   * Connects like {@link connect}, but closes the connection if the first attempt fails. Use it to find out immediately whether a server can be
   * reached.
   *
   * @returns the promise of {@link connect}, which also rejects with a `ConnectFailedError` that reports why the first attempt failed
   */
  connectOnce(): Promise<void> {
    return this.#socket.connectOnce();
  }

  /** Drops the current socket, if any, and reconnects after a short delay. The server then resends all messages that were not acked. */
  reconnect(): void {
    this.#socket.reconnect();
  }

  /**
   * Closes the connection permanently; all pending requests reject with a `ConnectionClosedError`.
   *
   * @returns a promise that resolves when the socket is closed
   */
  close(): Promise<void> {
    return this.#socket.close(new ConnectionClosedError('the connection was closed'));
  }

  /**
   * Writes any bytes to the current socket, to study the protocol. The client ignores the answer; give a request a sequence far from those that the
   * client counts from 1.
   *
   * @returns whether there was an open socket
   */
  sendRaw(bytes: Uint8Array): boolean {
    const state = this.#socket.state;
    return (state.at === 'dialing' || state.at === 'ready') && state.socket.writeRaw(bytes);
  }

  /** Sets the handler called after each connect, including the login if there is one. Replaces the previous handler. */
  onConnected(handler: () => void): void {
    this.#events.connected = handler;
  }

  /** Sets the handler called when an established connection is lost, but not after {@link close}. Replaces the previous handler. */
  onDisconnected(handler: (how: Disconnection) => void): void {
    this.#events.disconnected = handler;
  }

  /**
   * Sets the handler called after each failed attempt to connect, with the reason: a `ConnectFailedError`, or a `ServerRefusedError` if the login
   * was refused temporarily. Another attempt follows, unless the connection is closed. Replaces the previous handler.
   */
  onConnectFailed(handler: (why: ClientError) => void): void {
    this.#events.connectFailed = handler;
  }

  /** Sets the handler called with each new {@link state}. Replaces the previous handler. */
  onState(handler: (state: ConnectionState) => void): void {
    this.#events.state = handler;
  }
}
