import { NotConfirmedError, ServerRefusedError, TooMuchWaitingError } from '../errors.ts';
import type { ClientError } from '../errors.ts';
import type { Socket } from '../line/socket.ts';
import type { Settings } from '../options.ts';
import type { Answer, Message, Payload, PayloadOf } from '../wire/message.ts';
import { PendingRequest } from './pending-request.ts';

/**
 * The requests of one connection but its messages: each is answered, refused, or fails at its time; while it is none of these, it is asked
 * again on each new socket.
 */
export class Requests {
  readonly #settings: Settings;
  readonly #pending = new Set<PendingRequest>();
  readonly #asked = new Map<number, PendingRequest>();
  #socket: Socket | undefined;
  #ended: ClientError | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Asks as soon as there is a socket. The answer is whole with so many payloads of the type `part`, or with an Ack. */
  async ask<Part extends Answer['type']>(payload: Payload, part: Part, expected = 1): Promise<readonly PayloadOf<Part>[]> {
    if (this.#ended) {
      throw this.#ended;
    }
    if (this.#pending.size >= this.#settings.limits.requests) {
      throw new TooMuchWaitingError();
    }
    const request = new PendingRequest(payload, part, expected);
    this.#pending.add(request);
    request.await(this.#settings.timing.request, () => this.#fail(request, new NotConfirmedError()));
    this.#write(request);
    return request.answer as Promise<readonly PayloadOf<Part>[]>;
  }

  #write(request: PendingRequest): void {
    if (this.#socket) {
      const sequence = this.#socket.nextSequence();
      this.#asked.set(sequence, request);
      this.#socket.write({ sequence, payload: request.payload });
    }
  }

  #fail(request: PendingRequest, why: ClientError): void {
    this.#forget(request);
    request.fail(why);
  }

  #settle(request: PendingRequest): void {
    this.#forget(request);
    request.succeed();
  }

  #forget(request: PendingRequest): void {
    this.#pending.delete(request);
    for (const [sequence, asked] of this.#asked) {
      if (asked === request) {
        this.#asked.delete(sequence);
      }
    }
  }

  /** Takes what answers one of these requests; passes over everything else. */
  received({ sequence, payload }: Message): void {
    const request = this.#asked.get(sequence);
    if (request === undefined) {
      return;
    }
    if (payload?.type === 'ack') {
      this.#settle(request);
    } else if (payload?.type === 'error') {
      this.#fail(request, new ServerRefusedError(payload));
    } else if (payload && request.takes(payload)) {
      this.#part(request, payload);
    }
  }

  #part(request: PendingRequest, part: Answer): void {
    if (request.add(part)) {
      this.#settle(request);
    } else {
      request.await(this.#settings.timing.preKeyQuiet, () => this.#settle(request));
    }
  }

  opened(socket: Socket): void {
    this.#socket = socket;
    this.#pending.forEach((request) => this.#write(request));
  }

  lost(): void {
    this.#socket = undefined;
    this.#asked.clear();
    [...this.#pending].filter((request) => request.isPartlyAnswered).forEach((request) => this.#settle(request));
  }

  ended(why: ClientError): void {
    this.#ended = why;
    this.lost();
    this.#pending.forEach((request) => this.#fail(request, why));
  }
}
