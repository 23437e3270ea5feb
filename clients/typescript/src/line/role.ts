import type { ClientError } from '../errors.ts';
import type { Origin } from '../frame.ts';
import type { Message } from '../wire/message.ts';
import type { Socket } from './socket.ts';

/**
 * What a connection does with its sockets, one after another. For each: `greeted`, then `opened` where that succeeded, and `lost` when it is
 * over; `ended` comes once and last.
 */
export interface Role {
  readonly kind: Origin['kind'];

  /** The server has sent its challenge; the promise says whether the socket may be used. */
  greeted(socket: Socket, nonce: Uint8Array): Promise<void>;

  /** The socket may be used. */
  opened(socket: Socket): void;

  /** Anything from the server but its challenge. */
  received(message: Message): void;

  /** There is room again to write to the socket. */
  drained(): void;

  /** The socket is gone; what it has not answered is open again. */
  lost(): void;

  /** There will be no other socket. */
  ended(why: ClientError): void;
}
