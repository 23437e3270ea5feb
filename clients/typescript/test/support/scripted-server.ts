import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Queue } from './queue.ts';
import { ScriptedSocket } from './scripted-socket.ts';

/** A WebSocket server that greets every socket with a challenge and leaves the rest to the test. */
export class ScriptedServer {
  readonly port: number;
  readonly #server: WebSocketServer;
  readonly #accepted = new Queue<ScriptedSocket>('a socket');
  #greets = true;
  #nonce: Uint8Array | undefined;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (webSocket) => {
      const socket = new ScriptedSocket(webSocket, this.#nonce);
      if (this.#greets) {
        socket.send({ sequence: 1, payload: { type: 'authChallenge', nonce: socket.nonce, server: undefined } });
      }
      this.#accepted.add(socket);
    });
  }

  /** Listens; on a free port where none is given. `autoPong` false: it answers no ping. */
  static async start({ port = 0, autoPong = true } = {}): Promise<ScriptedServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port, autoPong });
    await once(server, 'listening');
    return new ScriptedServer(server);
  }

  /** From now on, takes sockets and says nothing. */
  fallSilent(): void {
    this.#greets = false;
  }

  /** From now on, asks every client to sign this. */
  offerAsNonce(bytes: Uint8Array): void {
    this.#nonce = bytes;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/api`;
  }

  /** The next socket that a client opened, once it has. */
  accept(): Promise<ScriptedSocket> {
    return this.#accepted.next();
  }

  get hasAccepted(): boolean {
    return !this.#accepted.isEmpty;
  }

  async stop(): Promise<void> {
    this.#server.clients.forEach((socket) => socket.terminate());
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
