import { deferred } from './deferred.ts';
import { ConnectFailedError, ServerRefusedError } from './errors.ts';
import type { Signer } from './signer.ts';
import type { ClientSocket } from './socket/client-socket.ts';
import { encodeLogin } from './wire/codec.ts';
import type { Address, Message } from './wire/message.ts';

/** Length of a nonce in bytes. */
const NONCE_LENGTH = 32;

/** One socket's login, from its challenge to the server's answer. */
export class Login {
  readonly #outcome = deferred<void>();
  #sequence: number | undefined;

  /** Signs this socket's challenge and sends it. The Login names the server that was dialed, so that no other one can use it. */
  constructor(socket: ClientSocket, signer: Signer, address: Address, nonce: Uint8Array) {
    this.#send(socket, signer, address, nonce).catch((why) => this.#outcome.reject(why));
  }

  /** Resolves once the server has accepted the login. */
  get outcome(): Promise<void> {
    return this.#outcome.promise;
  }

  async #send(socket: ClientSocket, signer: Signer, address: Address, nonce: Uint8Array): Promise<void> {
    // With any other length, the server would choose what the key signs.
    if (nonce.length !== NONCE_LENGTH) {
      throw new ConnectFailedError("the server's nonce has the wrong length");
    }
    const login = encodeLogin({ address, nonce, serverName: socket.serverName, reportDrained: socket.version !== 1 });
    const signature = await signer.sign(login.slice());
    this.#sequence = socket.nextSequence();
    socket.write({ sequence: this.#sequence, payload: { type: 'authResponse', login, signature } });
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
