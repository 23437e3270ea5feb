/**
 * As much of a WebSocket as the client needs: a browser's, that of Node.js 22 and later, or that of the package `ws`. The last can ping; where
 * a socket cannot, an empty Message asks for a sign of life.
 */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(bytes: UnsharedBytes): void;
  close(code?: number): void;
  // Each runtime has event types of its own.
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: any) => void): void;
  ping?(): void;
  on?(event: 'pong', listener: () => void): unknown;
  terminate?(): void;
}

/** Bytes in memory that no other thread has, as WebSockets want them; TypeScript before 5.7 cannot say it as `Uint8Array<ArrayBuffer>`. */
export type UnsharedBytes = Uint8Array & { readonly buffer: ArrayBuffer };

/** What opens sockets. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;
