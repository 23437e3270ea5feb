import type { Message } from './wire/message.ts';

/** Which of a client's connections, and which of its sockets. */
export interface Origin {
  readonly kind: 'anonymous' | 'authenticated';
  /** Connections of one client are counted from 1. */
  readonly connection: number;
  /** Sockets of one connection are counted from 1: one more after each reconnect. */
  readonly socket: number;
}

/** One WebSocket message, as it went over the wire. */
export interface Frame {
  readonly origin: Origin;
  readonly direction: 'sent' | 'received';
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  /** Not to be changed. */
  readonly bytes: Uint8Array;
  /** What the bytes say; undefined where they are no Message. */
  readonly message: Message | undefined;
}
