import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { decode, encode } from 'messaging-server-client';
import { WebSocket, WebSocketServer } from 'ws';
import { nextServer } from './servers.ts';

/** A server that calls each message stale: it gives a real one messages that name a registration which no device has. */
export class StaleServer {
  /** The messages that it has refused. */
  refused = 0;
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (client, { headers }) => this.#pipe(client, headers['sec-websocket-protocol']));
  }

  static async start(): Promise<StaleServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new StaleServer(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  #pipe(client: WebSocket, protocol: string | undefined): void {
    const server = new WebSocket(nextServer(), protocol);
    const opened = once(server, 'open');
    client.on('message', (frame: Buffer) => void opened.then(() => server.send(this.#spoil(frame))));
    server.on('message', (frame: Buffer) => client.send(frame));
    client.on('close', () => server.terminate());
    server.on('close', () => client.terminate());
    server.on('error', () => client.terminate());
  }

  #spoil(frame: Buffer): Uint8Array {
    const { sequence, payload } = decode(frame);
    if (payload?.type !== 'outboundMessage' || payload.registrationID === undefined) {
      return frame;
    }
    this.refused++;
    return encode({ sequence, payload: { ...payload, registrationID: payload.registrationID ^ 1 } });
  }

  close(): void {
    this.#server.clients.forEach((client) => client.terminate());
    this.#server.close();
  }
}
