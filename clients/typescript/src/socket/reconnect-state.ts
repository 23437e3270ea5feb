import type { ClientError } from '../errors.ts';
import type { ClientSocket } from './client-socket.ts';
import type { Timer } from './timer.ts';

/**
 * The state of a connection, with the resources that it holds.
 *
 *     idle ──▶ dialing ──▶ ready
 *                 ▲  │       │
 *                 │  ▼       ▼
 *                waiting ◀───┘        any state ──▶ ended
 *
 * Attempts count from 0, and short-lived sockets do not reset the count: a server that accepts connections and drops them is not retried sooner.
 */
export type ReconnectState = Idle | Dialing | Ready | Waiting | Ended;

/** `connect` has not been called. */
export class Idle {
  readonly at = 'idle';

  dialing(socket: ClientSocket, timeout: Timer): Dialing {
    return new Dialing(0, socket, timeout);
  }
}

/** Connecting and logging in; the timer ends the attempt. */
export class Dialing {
  readonly at = 'dialing';
  readonly attempt: number;
  readonly socket: ClientSocket;
  readonly timeout: Timer;

  constructor(attempt: number, socket: ClientSocket, timeout: Timer) {
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

/** Connected, and logged in if the mode requires it. */
export class Ready {
  readonly at = 'ready';
  readonly attempt: number;
  readonly socket: ClientSocket;
  readonly since: number;

  constructor(attempt: number, socket: ClientSocket, since: number) {
    this.attempt = attempt;
    this.socket = socket;
    this.since = since;
  }

  /** The attempt to continue with if the socket is lost now: 0 if it lived long enough. */
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

  dialing(socket: ClientSocket, timeout: Timer): Dialing {
    return new Dialing(this.attempt + 1, socket, timeout);
  }
}

/** Closed permanently. */
export class Ended {
  readonly at = 'ended';
  readonly why: ClientError;

  constructor(why: ClientError) {
    this.why = why;
  }
}
