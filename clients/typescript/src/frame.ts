import type { Message } from './wire/message.ts';

/** The connection and the socket that a frame belongs to. */
export interface Origin {
  readonly kind: 'anonymous' | 'authenticated';
  /** Connections of one client are counted from 1. */
  readonly connection: number;
  /** Sockets of one connection are counted from 1: one more after each reconnect. */
  readonly socket: number;
}

/** One WebSocket message, as it was sent or received. */
export interface Frame {
  readonly origin: Origin;
  readonly direction: 'sent' | 'received';
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  /** Must not be modified. */
  readonly bytes: Uint8Array;
  /** The decoded bytes; undefined if they are not a Message. */
  readonly message: Message | undefined;
}
