import { deferred } from '../deferred.ts';
import { NotConfirmedError, ServerRefusedError, TooMuchWaitingError } from '../errors.ts';
import type { ClientError } from '../errors.ts';
import { Backoff } from '../line/backoff.ts';
import type { Socket } from '../line/socket.ts';
import { now } from '../line/timer.ts';
import type { Timer } from '../line/timer.ts';
import type { Settings } from '../options.ts';
import type { Address, Message } from '../wire/message.ts';
import { InFlight } from './in-flight.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';
import { outbound } from './outgoing.ts';
import type { Outgoing } from './outgoing.ts';
import { Throttle } from './throttle.ts';
import { Unsettled } from './unsettled.ts';

/** Deadlines are looked at this many times within the shorter of them. */
const LOOKS = 16;

/**
 * Sends each message until it is acked, refused for good, or its time is over. Messages to one recipient go out in their order, and again in
 * their order after a lost socket; recipients take turns. At most a window of messages is on its way.
 */
export class SendQueue {
  readonly #settings: Settings;
  readonly #stalled: () => void;
  readonly #backoff: Backoff;
  readonly #unsettled: Unsettled;
  readonly #throttle: Throttle;
  readonly #inFlight = new InFlight();
  readonly #lanes = new Lanes();
  readonly #holds = new Set<Timer>();
  #socket: Socket | undefined;
  #ended: ClientError | undefined;
  #number = 0;
  #look: Timer | undefined;

  /** Makes an empty one; `stalled` is what to do when an answer is overdue on a socket that seems alive. */
  constructor(settings: Settings, stalled: () => void) {
    this.#settings = settings;
    this.#stalled = stalled;
    this.#backoff = new Backoff(settings.timing);
    this.#unsettled = new Unsettled(settings.limits);
    this.#throttle = new Throttle(this.#backoff, () => this.#pump());
  }

  async send(to: Address, sealedMessage: Uint8Array): Promise<void> {
    if (this.#ended) {
      throw this.#ended;
    }
    if (!this.#unsettled.hasRoomFor(sealedMessage.length)) {
      throw new TooMuchWaitingError();
    }
    const deadline = now() + this.#settings.timing.send;
    const message: Outgoing = { number: this.#number++, to, sealedMessage, deadline, outcome: deferred() };
    this.#unsettled.add(message);
    const lane = this.#lanes.to(to);
    lane.add(message);
    this.#keepLooking();
    this.#changed(lane);
    return message.outcome.promise;
  }

  #changed(lane: Lane): void {
    this.#lanes.place(lane);
    this.#pump();
  }

  #pump(): void {
    while (this.#socket && this.#mayWrite(this.#socket)) {
      const next = this.#lanes.next();
      if (next === undefined) {
        return;
      }
      this.#write(this.#socket, next);
    }
  }

  #mayWrite(socket: Socket): boolean {
    return !this.#throttle.isOn && this.#inFlight.size < this.#settings.limits.sendWindow && !socket.isFull;
  }

  #write(socket: Socket, message: Outgoing): void {
    const sequence = socket.nextSequence();
    this.#inFlight.add(sequence, message, now());
    socket.write(outbound(message.to, message.sealedMessage, sequence));
  }

  /** Takes what answers one of these messages; passes over everything else. */
  received({ sequence, payload }: Message): void {
    const message = this.#inFlight.take(sequence);
    if (message === undefined) {
      return;
    }
    const lane = this.#lanes.to(message.to);
    if (payload?.type === 'error') {
      this.#refused(message, lane, new ServerRefusedError(payload));
    } else if (payload?.type === 'ack') {
      this.#throttle.reset();
      lane.settled();
      this.#unsettled.remove(message);
      message.outcome.resolve();
    } else {
      lane.takeBack(message);
    }
    this.#changed(lane);
  }

  #refused(message: Outgoing, lane: Lane, refusal: ServerRefusedError): void {
    if (refusal.retry === 'no') {
      lane.settled();
      this.#unsettled.remove(message);
      message.outcome.reject(refusal);
      return;
    }
    if (refusal.error === 'too_many_requests') {
      this.#throttle.turnOn();
    }
    const wait = lane.refused(message, refusal);
    if (wait !== undefined) {
      this.#hold(lane, this.#backoff.delay(wait));
    }
  }

  #hold(lane: Lane, wait: number): void {
    const timer = setTimeout(() => {
      this.#holds.delete(timer);
      lane.release();
      this.#changed(lane);
    }, wait);
    this.#holds.add(timer);
  }

  // One coarse timer while anything is unsettled, instead of two for each message.
  #keepLooking(): void {
    if (!this.#unsettled.isEmpty) {
      const { request, send } = this.#settings.timing;
      this.#look ??= setTimeout(() => this.#lookOnce(), Math.min(request, send) / LOOKS);
    }
  }

  #lookOnce(): void {
    this.#look = undefined;
    this.#unsettled.expired(now()).forEach((message) => this.#expire(message));
    this.#pump();
    if (this.#inFlight.isStalled(now(), this.#settings.timing.request)) {
      this.#stalled();
    }
    this.#keepLooking();
  }

  #expire(message: Outgoing): void {
    const lane = this.#lanes.to(message.to);
    lane.expire(message);
    this.#inFlight.remove(message);
    this.#unsettled.remove(message);
    message.outcome.reject(new NotConfirmedError(lane.latestRefusal));
    this.#lanes.place(lane);
  }

  opened(socket: Socket): void {
    this.#socket = socket;
    this.#pump();
  }

  drained(): void {
    this.#pump();
  }

  lost(): void {
    this.#socket = undefined;
    for (const message of this.#inFlight.drain()) {
      const lane = this.#lanes.to(message.to);
      lane.takeBack(message);
      this.#lanes.place(lane);
    }
  }

  ended(why: ClientError): void {
    this.#socket = undefined;
    this.#ended = why;
    this.#throttle.stop();
    clearTimeout(this.#look);
    this.#holds.forEach((timer) => clearTimeout(timer));
    this.#inFlight.drain();
    this.#lanes.clear();
    this.#unsettled.drain().forEach((message) => message.outcome.reject(why));
  }
}
