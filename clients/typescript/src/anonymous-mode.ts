import type { DeviceChecks } from './devices/device-checks.ts';
import type { ClientError } from './errors.ts';
import type { ConnectionMode } from './socket/connection-mode.ts';
import type { ClientSocket } from './socket/client-socket.ts';
import type { Requests } from './requests/requests.ts';
import type { SendQueue } from './sending/send-queue.ts';
import type { Message } from './wire/message.ts';

/** Leaves the challenge unanswered; fetches keys and sends messages. */
export class AnonymousMode implements ConnectionMode {
  readonly kind = 'anonymous';
  readonly #requests: Requests;
  readonly #sendQueue: SendQueue;
  readonly #checks: DeviceChecks;

  constructor(requests: Requests, sendQueue: SendQueue, checks: DeviceChecks) {
    this.#requests = requests;
    this.#sendQueue = sendQueue;
    this.#checks = checks;
  }

  async challenged(): Promise<void> {}

  opened(socket: ClientSocket): void {
    this.#requests.opened(socket);
    this.#sendQueue.opened(socket);
  }

  received(message: Message): void {
    this.#requests.received(message);
    this.#sendQueue.received(message);
  }

  drained(): void {
    this.#sendQueue.drained();
  }

  disconnected(): void {
    this.#requests.disconnected();
    this.#sendQueue.disconnected();
  }

  closed(why: ClientError): void {
    this.#requests.closed(why);
    this.#sendQueue.closed(why);
    this.#checks.closed(why);
  }
}
