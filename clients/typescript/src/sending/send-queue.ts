import { deferred } from '../deferred.ts';
import { OutcomeUnknownError, ServerRefusedError, QueueFullError } from '../errors.ts';
import type { ClientError } from '../errors.ts';
import { Backoff } from '../socket/backoff.ts';
import type { ClientSocket } from '../socket/client-socket.ts';
import { now } from '../socket/timer.ts';
import type { Timer } from '../socket/timer.ts';
import type { Settings } from '../options.ts';
import type { Address, Message } from '../wire/message.ts';
import { InFlight } from './in-flight.ts';
import type { RecipientQueue } from './recipient-queue.ts';
import { RecipientQueues } from './recipient-queues.ts';
import { outboundMessage } from './pending-message.ts';
import type { PendingMessage, SendOptions } from './pending-message.ts';
import { Throttle } from './throttle.ts';
import { PendingMessages } from './pending-messages.ts';

/** Number of checks for expired messages within the shorter timeout. */
const CHECKS_PER_TIMEOUT = 16;

/** Events of a queue. */
export interface SendQueueListener {
  /** An answer is overdue on a socket that seems alive. */
  onStalled(): void;
  /** The server has refused a message temporarily. */
  onRefused(sealedMessage: Uint8Array, why: ServerRefusedError): void;
  /** The server has refused a message, since its device has registered again. */
  onStaleDevice(message: PendingMessage): void;
}

/**
 * Sends each message until it is acked, refused permanently, or expired. Messages to one recipient are sent in order, and resent in order after a
 * disconnect; recipients take turns. At most a window of messages is in flight.
 */
export class SendQueue {
  readonly #settings: Settings;
  readonly #listener: SendQueueListener;
  readonly #backoff: Backoff;
  readonly #pending: PendingMessages;
  readonly #throttle: Throttle;
  readonly #inFlight = new InFlight();
  readonly #queues = new RecipientQueues();
  readonly #pauses = new Set<Timer>();
  #socket: ClientSocket | undefined;
  #closed: ClientError | undefined;
  #nextNumber = 0;
  #checkTimer: Timer | undefined;

  /** Creates an empty queue. */
  constructor(settings: Settings, listener: SendQueueListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#backoff = new Backoff(settings.timeouts);
    this.#pending = new PendingMessages(settings.limits);
    this.#throttle = new Throttle(this.#backoff, () => this.#pump());
  }

  /** Sends a message, once `gate` resolves if there is one; it never rejects. */
  async send(to: Address, sealedMessage: Uint8Array, options: SendOptions, gate: Promise<void> | undefined): Promise<void> {
    if (this.#closed) {
      throw this.#closed;
    }
    if (!this.#pending.hasRoomFor(sealedMessage.length)) {
      throw new QueueFullError();
    }
    const deadline = now() + this.#settings.timeouts.send;
    const message: PendingMessage = { number: this.#nextNumber++, to, sealedMessage, options, deadline, outcome: deferred() };
    this.#pending.add(message);
    const queue = this.#queues.queueFor(to);
    queue.add(message);
    this.#scheduleCheck();
    this.#hold(queue, gate);
    this.#update(queue);
    return message.outcome.promise;
  }

  #hold(queue: RecipientQueue, gate: Promise<void> | undefined): void {
    if (gate) {
      queue.hold();
      void gate.then(() => {
        queue.release();
        this.#update(queue);
      });
    }
  }

  #update(queue: RecipientQueue): void {
    this.#queues.update(queue);
    this.#pump();
  }

  #pump(): void {
    while (this.#socket && this.#mayWrite(this.#socket)) {
      const next = this.#queues.next();
      if (next === undefined) {
        return;
      }
      this.#write(this.#socket, next);
    }
  }

  #mayWrite(socket: ClientSocket): boolean {
    return !this.#throttle.isOn && this.#inFlight.size < this.#settings.limits.sendWindow && !socket.isFull;
  }

  #write(socket: ClientSocket, message: PendingMessage): void {
    const sequence = socket.nextSequence();
    this.#inFlight.add(sequence, message, now());
    socket.write(outboundMessage(message.to, message.sealedMessage, message.options, sequence));
  }

  /** Processes an answer to one of these messages, and ignores any other message. */
  received({ sequence, payload }: Message): void {
    const message = this.#inFlight.take(sequence);
    if (message === undefined) {
      return;
    }
    const queue = this.#queues.queueFor(message.to);
    if (payload?.type === 'error') {
      this.#refused(message, queue, new ServerRefusedError(payload));
    } else if (payload?.type === 'ack') {
      this.#throttle.reset();
      queue.completed();
      this.#pending.remove(message);
      message.outcome.resolve();
    } else {
      queue.requeue(message);
    }
    this.#update(queue);
  }

  #refused(message: PendingMessage, queue: RecipientQueue, refusal: ServerRefusedError): void {
    if (refusal.retry === 'no') {
      queue.completed();
      this.#pending.remove(message);
      if (refusal.error === 'stale_device') {
        this.#listener.onStaleDevice(message);
      }
      message.outcome.reject(refusal);
      return;
    }
    this.#listener.onRefused(message.sealedMessage, refusal);
    if (refusal.error === 'too_many_requests') {
      this.#throttle.turnOn();
    }
    const wait = queue.refused(message, refusal);
    if (wait !== undefined) {
      this.#pause(queue, this.#backoff.delay(wait));
    }
  }

  #pause(queue: RecipientQueue, wait: number): void {
    const timer = setTimeout(() => {
      this.#pauses.delete(timer);
      queue.resume();
      this.#update(queue);
    }, wait);
    this.#pauses.add(timer);
  }

  // One coarse timer while any message is pending, instead of two for each message.
  #scheduleCheck(): void {
    if (!this.#pending.isEmpty) {
      const { request, send } = this.#settings.timeouts;
      this.#checkTimer ??= setTimeout(() => this.#checkDeadlines(), Math.min(request, send) / CHECKS_PER_TIMEOUT);
    }
  }

  #checkDeadlines(): void {
    this.#checkTimer = undefined;
    this.#pending.expired(now()).forEach((message) => this.#expire(message));
    this.#pump();
    if (this.#inFlight.isStalled(now(), this.#settings.timeouts.request)) {
      this.#listener.onStalled();
    }
    this.#scheduleCheck();
  }

  #expire(message: PendingMessage): void {
    const queue = this.#queues.queueFor(message.to);
    queue.remove(message);
    this.#inFlight.remove(message);
    this.#pending.remove(message);
    message.outcome.reject(new OutcomeUnknownError(queue.latestRefusal));
    this.#queues.update(queue);
  }

  opened(socket: ClientSocket): void {
    this.#socket = socket;
    this.#pump();
  }

  drained(): void {
    this.#pump();
  }

  disconnected(): void {
    this.#socket = undefined;
    for (const message of this.#inFlight.drain()) {
      const queue = this.#queues.queueFor(message.to);
      queue.requeue(message);
      this.#queues.update(queue);
    }
  }

  closed(why: ClientError): void {
    this.#socket = undefined;
    this.#closed = why;
    this.#throttle.stop();
    clearTimeout(this.#checkTimer);
    this.#pauses.forEach((timer) => clearTimeout(timer));
    this.#inFlight.drain();
    this.#queues.clear();
    this.#pending.drain().forEach((message) => message.outcome.reject(why));
  }
}
