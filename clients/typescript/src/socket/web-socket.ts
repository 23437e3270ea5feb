/**
 * The part of a WebSocket that the client needs: a browser's, React Native's, that of Node.js 22 and later, or that of the package `ws`. Only the
 * last can ping and report the answer; the others check the server with an empty Message.
 */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(bytes: UnsharedBytes): void;
  close(code?: number): void;
  // Each runtime has different event types.
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: any) => void): void;
  ping?(): void;
  on?(event: 'pong', listener: () => void): unknown;
  terminate?(): void;
}

/** Bytes in memory that is not shared with other threads, as WebSockets require; TypeScript before 5.7 has no `Uint8Array<ArrayBuffer>`. */
export type UnsharedBytes = Uint8Array & { readonly buffer: ArrayBuffer };

/** The constructor of a WebSocket. */
export type WebSocketConstructor = new (url: string, subprotocols: string[]) => WebSocketLike;
