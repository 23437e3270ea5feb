import { OutcomeUnknownError, ServerRefusedError, QueueFullError } from '../errors.ts';
import type { ClientError } from '../errors.ts';
import type { ClientSocket } from '../socket/client-socket.ts';
import type { Settings } from '../options.ts';
import type { Answer, Message, Payload, PayloadOf } from '../wire/message.ts';
import { PendingRequest } from './pending-request.ts';

/**
 * The requests of one connection except messages that have to arrive. Each is answered, refused, or fails after its timeout; until then it is sent
 * again on each new socket, unless it is worth nothing then.
 */
export class Requests {
  readonly #settings: Settings;
  readonly #pending = new Set<PendingRequest>();
  readonly #bySequence = new Map<number, PendingRequest>();
  #socket: ClientSocket | undefined;
  #closed: ClientError | undefined;
  #held = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Sends a request as soon as there is a socket. `expected` payloads of the type `part`, or an Ack, complete the answer. */
  async send<Part extends Answer['type']>(payload: Payload, part: Part, expected = 1): Promise<readonly PayloadOf<Part>[]> {
    this.#requireRoom();
    return this.#add(new PendingRequest(payload, part, expected)) as Promise<readonly PayloadOf<Part>[]>;
  }

  #add(request: PendingRequest): Promise<readonly Answer[]> {
    this.#pending.add(request);
    request.startTimeout(this.#settings.timeouts.request, () => this.#fail(request, new OutcomeUnknownError()));
    this.#write(request);
    return request.answer;
  }

  /** Sends a request once `gate` resolves, which never rejects; until then it takes a place. */
  async sendAfter<Part extends Answer['type']>(gate: Promise<unknown>, payload: Payload, part: Part): Promise<readonly PayloadOf<Part>[]> {
    this.#requireRoom();
    this.#held++;
    await gate;
    this.#held--;
    return this.send(payload, part);
  }

  /** Sends a request over the present socket and no other. Rejects at once if it cannot be written now, and when the socket is lost. */
  async sendOnce<Part extends Answer['type']>(payload: Payload, part: Part): Promise<readonly PayloadOf<Part>[]> {
    this.#requireRoom();
    if (!this.#socket || this.#socket.isFull) {
      throw new OutcomeUnknownError();
    }
    const request = new PendingRequest(payload, part, 1);
    request.isOnlyOnce = true;
    return this.#add(request) as Promise<readonly PayloadOf<Part>[]>;
  }

  #requireRoom(): void {
    if (this.#closed) {
      throw this.#closed;
    }
    if (this.#pending.size + this.#held >= this.#settings.limits.requests) {
      throw new QueueFullError();
    }
  }

  #write(request: PendingRequest): void {
    if (this.#socket) {
      const sequence = this.#socket.nextSequence();
      this.#bySequence.set(sequence, request);
      this.#socket.write({ sequence, payload: request.payload });
    }
  }

  #fail(request: PendingRequest, why: ClientError): void {
    this.#remove(request);
    request.fail(why);
  }

  #succeed(request: PendingRequest): void {
    this.#remove(request);
    request.succeed();
  }

  #remove(request: PendingRequest): void {
    this.#pending.delete(request);
    for (const [sequence, sent] of this.#bySequence) {
      if (sent === request) {
        this.#bySequence.delete(sequence);
      }
    }
  }

  /** Processes an answer to one of these requests, and ignores any other message. */
  received({ sequence, payload }: Message): void {
    const request = this.#bySequence.get(sequence);
    if (request === undefined) {
      return;
    }
    if (payload?.type === 'ack') {
      this.#succeed(request);
    } else if (payload?.type === 'error') {
      this.#fail(request, new ServerRefusedError(payload));
    } else if (payload && request.isAnsweredBy(payload)) {
      this.#addPart(request, payload);
    }
  }

  #addPart(request: PendingRequest, part: Answer): void {
    if (request.add(part)) {
      this.#succeed(request);
    } else if (!request.sizeIsKnown) {
      request.startTimeout(this.#settings.timeouts.preKeyQuiet, () => this.#succeed(request));
    }
  }

  opened(socket: ClientSocket): void {
    this.#socket = socket;
    this.#pending.forEach((request) => this.#write(request));
  }

  disconnected(): void {
    this.#loseSocket();
    [...this.#pending].filter((request) => request.isOnlyOnce).forEach((request) => this.#fail(request, new OutcomeUnknownError()));
  }

  #loseSocket(): void {
    this.#socket = undefined;
    this.#bySequence.clear();
    [...this.#pending].filter((request) => request.disconnected()).forEach((request) => this.#succeed(request));
  }

  closed(why: ClientError): void {
    this.#closed = why;
    this.#loseSocket();
    this.#pending.forEach((request) => this.#fail(request, why));
  }
}
