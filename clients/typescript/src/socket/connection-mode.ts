import type { ClientError } from '../errors.ts';
import type { Origin } from '../frame.ts';
import type { AuthChallenge, Message } from '../wire/message.ts';
import type { ClientSocket } from './client-socket.ts';

/**
 * How a connection uses its sockets, one after another. Calls for each socket: `challenged`, then `opened` if that succeeded, and `disconnected`
 * at its end. `closed` is called once, last.
 */
export interface ConnectionMode {
  readonly kind: Origin['kind'];

  /** The server has sent its challenge; the promise resolves if the socket may be used. */
  challenged(socket: ClientSocket, challenge: AuthChallenge): Promise<void>;

  /** The socket may be used. */
  opened(socket: ClientSocket): void;

  /** Any message from the server except its challenge. */
  received(message: Message): void;

  /** The socket has room again. */
  drained(): void;

  /** The socket is closed; its unanswered requests are pending again. */
  disconnected(): void;

  /** There will be no other socket. */
  closed(why: ClientError): void;
}
