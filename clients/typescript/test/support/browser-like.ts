import { WebSocket } from 'ws';
import type { WebSocketLike } from '../../src/index.ts';

/** A WebSocket without `ping`, as browsers have it. */
export class BrowserLike implements WebSocketLike {
  readonly #webSocket: WebSocket;

  constructor(url: string, subprotocols: string[]) {
    this.#webSocket = new WebSocket(url, subprotocols);
  }

  set binaryType(type: 'arraybuffer') {
    this.#webSocket.binaryType = type;
  }

  get readyState(): number {
    return this.#webSocket.readyState;
  }

  get bufferedAmount(): number {
    return this.#webSocket.bufferedAmount;
  }

  send(bytes: Uint8Array): void {
    this.#webSocket.send(bytes);
  }

  close(code?: number): void {
    this.#webSocket.close(code);
  }

  addEventListener(...[type, listener]: Parameters<WebSocketLike['addEventListener']>): void {
    this.#webSocket.addEventListener(type, listener);
  }
}
