import { address, Identity, MessagingClient } from '../../src/index.ts';
import type { Address, AnonymousConnection, AuthenticatedConnection, ClientOptions, Connection, MessageHandler, ClientTimeouts } from '../../src/index.ts';
import { CountingKeys } from './counting-keys.ts';
import { RuntimeWebSocket } from './runtime-web-socket.ts';
import { ScriptedServer } from './scripted-server.ts';
import { bytesOf } from './text.ts';

/** Quick enough for a test. */
export const QUICK: Partial<ClientTimeouts> = { backoffMin: 5, backoffMax: 40, preKeyQuiet: 100 };

export const FRIEND: Address = address((await Identity.generate()).userID, 1);
export const OTHER: Address = address((await Identity.generate()).userID, 1);

/** A server to script, and clients of it, which end with it. */
export class Play {
  readonly server: ScriptedServer;
  /** What the clients warned of. */
  readonly warnings: string[] = [];
  readonly #connections: Connection[] = [];
  readonly #servers: ScriptedServer[];

  private constructor(server: ScriptedServer) {
    this.server = server;
    this.#servers = [server];
  }

  static async begin(): Promise<Play> {
    return new Play(await ScriptedServer.start());
  }

  /** Another server. */
  async another(options: { port?: number; autoPong?: boolean } = {}): Promise<ScriptedServer> {
    const server = await ScriptedServer.start(options);
    this.#servers.push(server);
    return server;
  }

  client({ timeouts, ...options }: Partial<ClientOptions> = {}): MessagingClient {
    return new MessagingClient({
      servers: this.server.url,
      timeouts: { ...QUICK, ...timeouts },
      WebSocket: RuntimeWebSocket,
      warn: (text) => this.warnings.push(text),
      ...options,
    });
  }

  /** One that connects. */
  anonymous(options?: Partial<ClientOptions>): AnonymousConnection {
    const connection = this.ends(this.client(options).anonymous());
    void connection.connect();
    return connection;
  }

  /** One that connects. */
  async authenticated(onMessage: MessageHandler = () => {}, options?: Partial<ClientOptions>): Promise<AuthenticatedConnection> {
    const identity = await Identity.generate();
    const client = this.client(options);
    const connection = this.ends(client.authenticated({ identity, deviceID: 7, preKeys: new CountingKeys(), onMessage }));
    void connection.connect();
    return connection;
  }

  /** Closes it in the end. */
  ends<C extends Connection>(connection: C): C {
    this.#connections.push(connection);
    return connection;
  }

  async end(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
    await Promise.all(this.#servers.map((server) => server.stop()));
  }
}

/** Sends each text; nobody has to wait for one that fails. */
export function sendAll(connection: AnonymousConnection, to: Address, ...texts: readonly string[]): readonly Promise<void>[] {
  const sent = texts.map((text) => connection.send(to, bytesOf(text)));
  sent.forEach((promise) => promise.catch(() => {}));
  return sent;
}
