import type { ClientError } from './errors.ts';
import type { ConnectionMode } from './socket/connection-mode.ts';
import type { ClientSocket } from './socket/client-socket.ts';
import { Login } from './login.ts';
import type { DrainedPromise } from './receiving/drained-promise.ts';
import type { InboundMessages } from './receiving/inbound-messages.ts';
import type { Requests } from './requests/requests.ts';
import type { WakeupRenewal } from './requests/wakeup-renewal.ts';
import type { Signer } from './signer.ts';
import type { Address, AuthChallenge, Message } from './wire/message.ts';

/** Logs in on each socket; manages keys and receives messages. */
export class AuthenticatedMode implements ConnectionMode {
  readonly kind = 'authenticated';
  readonly #signer: Signer;
  readonly #address: Address;
  readonly #requests: Requests;
  readonly #inbound: InboundMessages;
  readonly #preKeysLow: (requested: number) => void;
  readonly #drained: DrainedPromise;
  readonly #wakeups: WakeupRenewal;
  #login: Login | undefined;
  #wakeupKey: Uint8Array = new Uint8Array(0);

  constructor(
    signer: Signer,
    address: Address,
    requests: Requests,
    inbound: InboundMessages,
    preKeysLow: (requested: number) => void,
    drained: DrainedPromise,
    wakeups: WakeupRenewal,
  ) {
    this.#signer = signer;
    this.#address = address;
    this.#requests = requests;
    this.#inbound = inbound;
    this.#preKeysLow = preKeysLow;
    this.#drained = drained;
    this.#wakeups = wakeups;
  }

  /** A socket has one challenge; any other is ignored, so that a server gets one signature. */
  challenged(socket: ClientSocket, { nonce, server }: AuthChallenge): Promise<void> {
    if (this.#login === undefined) {
      this.#wakeupKey = server?.wakeupKey ?? new Uint8Array(0);
      this.#login = new Login(socket, this.#signer, this.#address, nonce);
      // Before the login completes: the first messages may arrive together with its Ack.
      this.#inbound.opened(socket);
    }
    return this.#login.outcome;
  }

  opened(socket: ClientSocket): void {
    this.#requests.opened(socket);
    this.#wakeups.loggedIn(this.#wakeupKey);
  }

  received(message: Message): void {
    const { sequence, payload } = message;
    if (payload?.type === 'inboundMessage') {
      this.#inbound.received(sequence, payload.sealedMessage);
    } else if (payload?.type === 'preKeysLow') {
      this.#preKeysLow(payload.keysRequested);
    } else if (payload?.type === 'drained') {
      this.#drained.drained();
    } else if (!this.#login?.received(message)) {
      this.#requests.received(message);
    }
  }

  /** Nothing waits for room: the server bounds the unacked messages that it sends. */
  drained(): void {}

  disconnected(): void {
    this.#login = undefined;
    this.#requests.disconnected();
    this.#inbound.disconnected();
    this.#drained.disconnected();
  }

  closed(why: ClientError): void {
    this.#requests.closed(why);
    this.#inbound.disconnected();
    this.#drained.closed(why);
  }
}
