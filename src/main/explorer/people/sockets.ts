import { MessagingClient } from 'messaging-server-client';
import type {
  AnonymousConnection,
  AuthenticatedConnection,
  Connection,
  Frame,
  Identity,
  MessageHandler,
  PreKeySource,
} from 'messaging-server-client';

/** Longer than the life of a page: a browser's socket cannot ping, and the client's empty messages would only fill the diagram. */
const NO_PING = 24 * 60 * 60 * 1000;
const SOON = { backoffMin: 400, backoffMax: 4000, request: 10_000, send: 20_000, ping: NO_PING };
const AGAIN_MILLIS = 900;

/** The only device of each person. */
export const DEVICE = 1;

type ConnectionKind = Frame['origin']['kind'];

/** Events of the sockets. */
export interface SocketEvents {
  frame(frame: Frame): void;
  opened(kind: ConnectionKind): void;
  closed(kind: ConnectionKind, words: string): void;
}

/** The two connections of one person, open while the person is online. */
export class Sockets {
  readonly #client: MessagingClient;
  readonly #identity: Identity;
  readonly #preKeys: PreKeySource;
  readonly #handler: MessageHandler;
  readonly #events: SocketEvents;
  #authenticated: AuthenticatedConnection | undefined;
  #anonymous: AnonymousConnection | undefined;

  /** Creates offline sockets. */
  constructor(identity: Identity, preKeys: PreKeySource, handler: MessageHandler, events: SocketEvents) {
    this.#client = new MessagingClient({
      servers: serverOf(location),
      timeouts: SOON,
      tap: (frame) => events.frame(frame),
      warn: () => {},
    });
    this.#identity = identity;
    this.#preKeys = preKeys;
    this.#handler = handler;
    this.#events = events;
  }

  /** The connection for receiving and for keys; undefined while offline. */
  get authenticated(): AuthenticatedConnection | undefined {
    return this.#authenticated;
  }

  /** The connection for sending and for fetching keys; undefined while offline. */
  get anonymous(): AnonymousConnection | undefined {
    return this.#anonymous;
  }

  /** Opens both connections, and logs in on one of them. */
  async open(): Promise<void> {
    await Promise.all([this.#openAuthenticated(), this.#openAnonymous()]);
  }

  #openAuthenticated(): Promise<void> {
    const connection = this.#client.authenticated({
      identity: this.#identity,
      deviceID: DEVICE,
      preKeys: this.#preKeys,
      onMessage: this.#handler,
    });
    this.#authenticated = connection;
    this.#watch(connection, 'authenticated', () => this.#authenticated === connection, () => this.#openAuthenticated());
    return connection.connect();
  }

  #openAnonymous(): Promise<void> {
    const connection = this.#client.anonymous();
    this.#anonymous = connection;
    this.#watch(connection, 'anonymous', () => this.#anonymous === connection, () => this.#openAnonymous());
    return connection.connect();
  }

  // After 1007 a client does not reconnect, because it would repeat its error. This page sent the garbage on purpose.
  #watch(connection: Connection, kind: ConnectionKind, isWanted: () => boolean, reopen: () => Promise<void>): void {
    connection.onConnected(() => this.#events.opened(kind));
    connection.onDisconnected(({ closeCode, retry }) => {
      this.#events.closed(kind, `closed: ${closeCode}`);
      if (retry === 'no') {
        setTimeout(() => isWanted() && void reopen().catch(() => {}), AGAIN_MILLIS);
      }
    });
  }

  /** Closes both connections. */
  async close(): Promise<void> {
    const leaving = [this.#authenticated, this.#anonymous];
    this.#authenticated = undefined;
    this.#anonymous = undefined;
    this.#events.closed('authenticated', 'offline');
    this.#events.closed('anonymous', 'offline');
    await Promise.all(leaving.map((connection) => connection?.close()));
  }
}

function serverOf({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/api`;
}
