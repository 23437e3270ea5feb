import { deferred } from './deferred.ts';
import { ServerRefusedError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { ClientSocket } from './socket/client-socket.ts';
import { encodeLogin } from './wire/codec.ts';
import type { Address, Message } from './wire/message.ts';

/** One socket's login, from its challenge to the server's answer. */
export class Login {
  readonly #outcome = deferred<void>();
  #sequence: number | undefined;

  /** Signs this socket's challenge and sends it; the promise resolves once the server has accepted the login. */
  async send(socket: ClientSocket, identity: Identity, address: Address, nonce: Uint8Array): Promise<void> {
    const login = encodeLogin({ address, nonce });
    const signature = await identity.sign(login);
    this.#sequence = socket.nextSequence();
    socket.write({ sequence: this.#sequence, payload: { type: 'authResponse', login, signature } });
    return this.#outcome.promise;
  }

  /** Processes the answer to the login; returns whether the message was that answer. */
  received({ sequence, payload }: Message): boolean {
    if (sequence !== this.#sequence) {
      return false;
    }
    this.#sequence = undefined;
    if (payload?.type === 'ack') {
      this.#outcome.resolve();
    } else if (payload?.type === 'error') {
      this.#outcome.reject(new ServerRefusedError(payload));
    }
    return true;
  }
}
