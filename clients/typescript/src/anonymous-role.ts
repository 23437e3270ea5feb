import type { ClientError } from './errors.ts';
import type { Role } from './line/role.ts';
import type { Socket } from './line/socket.ts';
import type { Requests } from './requests/requests.ts';
import type { SendQueue } from './sending/send-queue.ts';
import type { Message } from './wire/message.ts';

/** Leaves the challenge unanswered; asks for keys and sends. */
export class AnonymousRole implements Role {
  readonly kind = 'anonymous';
  readonly #requests: Requests;
  readonly #sends: SendQueue;

  constructor(requests: Requests, sends: SendQueue) {
    this.#requests = requests;
    this.#sends = sends;
  }

  async greeted(): Promise<void> {}

  opened(socket: Socket): void {
    this.#requests.opened(socket);
    this.#sends.opened(socket);
  }

  received(message: Message): void {
    this.#requests.received(message);
    this.#sends.received(message);
  }

  drained(): void {
    this.#sends.drained();
  }

  lost(): void {
    this.#requests.lost();
    this.#sends.lost();
  }

  ended(why: ClientError): void {
    this.#requests.ended(why);
    this.#sends.ended(why);
  }
}
