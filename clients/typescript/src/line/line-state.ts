import type { ClientError } from '../errors.ts';
import type { Socket } from './socket.ts';
import type { Timer } from './timer.ts';

/**
 * Where a connection is on its way to a server, and what it holds there.
 *
 *     idle ──▶ dialing ──▶ ready
 *                 ▲  │       │
 *                 │  ▼       ▼
 *                waiting ◀───┘        every one ──▶ ended
 *
 * An attempt counts from 0, and on through short-lived sockets: a server that takes a connection only to drop it is not asked again any sooner.
 */
export type LineState = Idle | Dialing | Ready | Waiting | Ended;

/** Nobody has asked for a connection yet. */
export class Idle {
  readonly at = 'idle';

  dialing(socket: Socket, timeout: Timer): Dialing {
    return new Dialing(0, socket, timeout);
  }
}

/** A server was dialled and is not yet ready; the timer ends the attempt. */
export class Dialing {
  readonly at = 'dialing';
  readonly attempt: number;
  readonly socket: Socket;
  readonly timeout: Timer;

  constructor(attempt: number, socket: Socket, timeout: Timer) {
    this.attempt = attempt;
    this.socket = socket;
    this.timeout = timeout;
  }

  ready(now: number): Ready {
    return new Ready(this.attempt, this.socket, now);
  }

  waiting(timer: Timer): Waiting {
    return new Waiting(this.attempt, timer);
  }
}

/** Connected, and logged in where the role wants that. */
export class Ready {
  readonly at = 'ready';
  readonly attempt: number;
  readonly socket: Socket;
  readonly since: number;

  constructor(attempt: number, socket: Socket, since: number) {
    this.attempt = attempt;
    this.socket = socket;
    this.since = since;
  }

  /** The attempt that counts when this is lost now: 0 again after a life that was long enough. */
  attemptAfter(now: number, longEnough: number): number {
    return now - this.since >= longEnough ? 0 : this.attempt;
  }

  waiting(countedAttempt: number, timer: Timer): Waiting {
    return new Waiting(countedAttempt, timer);
  }
}

/** Between two attempts; the timer starts the next. */
export class Waiting {
  readonly at = 'waiting';
  readonly attempt: number;
  readonly timer: Timer;

  constructor(attempt: number, timer: Timer) {
    this.attempt = attempt;
    this.timer = timer;
  }

  dialing(socket: Socket, timeout: Timer): Dialing {
    return new Dialing(this.attempt + 1, socket, timeout);
  }
}

/** Closed for good. */
export class Ended {
  readonly at = 'ended';
  readonly why: ClientError;

  constructor(why: ClientError) {
    this.why = why;
  }
}
