import type { ClientError } from './errors.ts';
import type { Identity } from './identity.ts';
import type { Role } from './line/role.ts';
import type { Socket } from './line/socket.ts';
import { Login } from './login.ts';
import type { Deliveries } from './receiving/deliveries.ts';
import type { Requests } from './requests/requests.ts';
import type { Address, Message } from './wire/message.ts';

/** Logs in on each socket; manages keys and receives. */
export class AuthenticatedRole implements Role {
  readonly kind = 'authenticated';
  readonly #identity: Identity;
  readonly #address: Address;
  readonly #requests: Requests;
  readonly #deliveries: Deliveries;
  readonly #preKeysLow: (requested: number) => void;
  #login = new Login();

  constructor(
    identity: Identity,
    address: Address,
    requests: Requests,
    deliveries: Deliveries,
    preKeysLow: (requested: number) => void,
  ) {
    this.#identity = identity;
    this.#address = address;
    this.#requests = requests;
    this.#deliveries = deliveries;
    this.#preKeysLow = preKeysLow;
  }

  greeted(socket: Socket, nonce: Uint8Array): Promise<void> {
    this.#login = new Login();
    // Not only once logged in: the first messages may come in the same breath as the Ack of the login.
    this.#deliveries.opened(socket);
    return this.#login.begin(socket, this.#identity, this.#address, nonce);
  }

  opened(socket: Socket): void {
    this.#requests.opened(socket);
  }

  received(message: Message): void {
    const { sequence, payload } = message;
    if (payload?.type === 'inboundMessage') {
      this.#deliveries.received(sequence, payload.sealedMessage);
    } else if (payload?.type === 'preKeysLow') {
      this.#preKeysLow(payload.keysRequested);
    } else if (!this.#login.received(message)) {
      this.#requests.received(message);
    }
  }

  /** Nothing waits for room: the server bounds what it sends before it is acked. */
  drained(): void {}

  lost(): void {
    this.#login = new Login();
    this.#requests.lost();
    this.#deliveries.lost();
  }

  ended(why: ClientError): void {
    this.#requests.ended(why);
    this.#deliveries.lost();
  }
}
