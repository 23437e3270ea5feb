import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { ServerInfo } from '../../src/index.ts';
import { Queue } from './queue.ts';
import { ScriptedSocket } from './scripted-socket.ts';

/** A WebSocket server that greets every socket with a challenge and leaves the rest to the test. */
export class ScriptedServer {
  readonly port: number;
  readonly #server: WebSocketServer;
  readonly #accepted = new Queue<ScriptedSocket>('a socket');
  /** With which clients are to subscribe; the server states nothing of itself without. */
  wakeupKey: Uint8Array | undefined;
  #greets = true;
  #nonce: Uint8Array | undefined;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (webSocket) => {
      const socket = new ScriptedSocket(webSocket, this.#nonce);
      if (this.#greets) {
        socket.send({ sequence: 1, payload: { type: 'authChallenge', nonce: socket.nonce, server: this.#info() } });
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

  #info(): ServerInfo | undefined {
    const { wakeupKey } = this;
    return wakeupKey === undefined
      ? undefined
      : {
          maxFrameBytes: 262_144,
          maxDevices: 10,
          maxRecipients: 256,
          maxFanOutBytes: 4_194_304,
          maxMessageBytes: 262_144,
          maxKeyBytes: 8192,
          maxKeysPerRegister: 100,
          retentionHours: 720,
          maxAttachmentBytes: 0,
          wakeupKey,
        };
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
