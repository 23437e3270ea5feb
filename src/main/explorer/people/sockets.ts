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

/** Never within the life of a page: a browser's socket cannot ping, and what the client would ask instead would only fill the diagram. */
const NO_PING = 24 * 60 * 60 * 1000;
const SOON = { backoffMin: 400, backoffMax: 4000, request: 10_000, send: 20_000, ping: NO_PING };
const AGAIN_MILLIS = 900;

/** The only device of each person. */
export const DEVICE = 1;

type Line = Frame['origin']['kind'];

/** What becomes of the sockets. */
export interface SocketEvents {
  frame(frame: Frame): void;
  opened(line: Line): void;
  closed(line: Line, words: string): void;
}

/** The two connections of one person: both there while online, none while offline. */
export class Sockets {
  readonly #client: MessagingClient;
  readonly #identity: Identity;
  readonly #preKeys: PreKeySource;
  readonly #handler: MessageHandler;
  readonly #events: SocketEvents;
  #authenticated: AuthenticatedConnection | undefined;
  #anonymous: AnonymousConnection | undefined;

  /** Offline as yet. */
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

  /** For receiving and for keys; undefined while offline. */
  get authenticated(): AuthenticatedConnection | undefined {
    return this.#authenticated;
  }

  /** For sending and for asking for keys; undefined while offline. */
  get anonymous(): AnonymousConnection | undefined {
    return this.#anonymous;
  }

  /** Connects both, and signs one of them in. */
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

  // After 1007 a client does not connect again by itself, as it would say the same again; this one has said its garbage.
  #watch(connection: Connection, line: Line, isWanted: () => boolean, reopen: () => Promise<void>): void {
    connection.onConnected(() => this.#events.opened(line));
    connection.onDisconnected(({ closeCode, retry }) => {
      this.#events.closed(line, `closed: ${closeCode}`);
      if (retry === 'no') {
        setTimeout(() => isWanted() && void reopen().catch(() => {}), AGAIN_MILLIS);
      }
    });
  }

  /** Closes both. */
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
