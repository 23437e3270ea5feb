import { deferred } from '../deferred.ts';
import { ConnectFailedError, ConnectionClosedError, ServerRefusedError } from '../errors.ts';
import { ClientError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { ABNORMAL, retryAfterClose } from '../wire/close-code.ts';
import type { Message } from '../wire/message.ts';
import { Backoff } from './backoff.ts';
import { disconnection } from './events.ts';
import type { Events } from './events.ts';
import { Ended, Idle } from './line-state.ts';
import type { Dialing, LineState } from './line-state.ts';
import type { Role } from './role.ts';
import { Socket } from './socket.ts';
import type { SocketListener } from './socket.ts';
import { now } from './timer.ts';
import type { Timer } from './timer.ts';

/**
 * Gives a role one socket at a time, to any of the servers, and another one whenever it is lost; until closed, or refused in a way that trying
 * again would not change. See {@link LineState}.
 */
export class Lifeline implements SocketListener {
  readonly #number: number;
  readonly #settings: Settings;
  readonly #role: Role;
  readonly #events: Events;
  readonly #backoff: Backoff;
  readonly #firstReady = deferred<void>();
  #state: LineState = new Idle();
  #turn = 0;
  #onlyOnce = false;

  /** Does nothing yet; `number` is that of the connection among those of its client. */
  constructor(number: number, settings: Settings, role: Role, events: Events) {
    this.#number = number;
    this.#settings = settings;
    this.#role = role;
    this.#events = events;
    this.#backoff = new Backoff(settings.timing);
    // Who asks for nothing else learns of the end by the state.
    this.#firstReady.promise.catch(() => {});
  }

  get state(): LineState {
    return this.#state;
  }

  #become(next: LineState): void {
    this.#state = next;
    this.#events.tell(() => this.#events.state(next.at));
  }

  /** Begins, where it has not begun yet; the promise is kept when first ready. */
  begin(): Promise<void> {
    if (this.#state instanceof Idle) {
      this.#dial(this.#state);
    }
    return this.#firstReady.promise;
  }

  /** The same, but closed for good where the first attempt fails. */
  beginOnce(): Promise<void> {
    this.#onlyOnce ||= this.#state instanceof Idle;
    return this.begin();
  }

  #dial(from: { dialing(socket: Socket, timeout: Timer): Dialing }): void {
    const { servers, timing } = this.#settings;
    const url = servers[this.#turn++ % servers.length] ?? servers[0];
    const origin = { kind: this.#role.kind, connection: this.#number, socket: this.#turn };
    try {
      const socket = new Socket(url, origin, this.#settings, this);
      this.#become(from.dialing(socket, setTimeout(() => this.#abandon(new ConnectFailedError('no answer in time')), timing.request)));
    } catch (cause) {
      void this.end(new ConnectionClosedError('no socket may be opened from here', { cause }));
    }
  }

  received(message: Message): void {
    const { payload } = message;
    const state = this.#state;
    if (payload?.type !== 'authChallenge') {
      this.#role.received(message);
    } else if (state.at === 'dialing') {
      this.#role.greeted(state.socket, payload.nonce).then(
        () => this.#ready(state),
        (refusal: unknown) => this.#refused(state, refusal),
      );
    }
  }

  #ready(dialing: Dialing): void {
    if (this.#state === dialing) {
      clearTimeout(dialing.timeout);
      this.#onlyOnce = false;
      this.#become(dialing.ready(now()));
      this.#role.opened(dialing.socket);
      this.#firstReady.resolve();
      this.#events.tell(() => this.#events.connected());
    }
  }

  #refused(dialing: Dialing, refusal: unknown): void {
    if (this.#state !== dialing) {
      return;
    }
    if (refusal instanceof ServerRefusedError && refusal.retry === 'no') {
      void this.end(refusal);
      return;
    }
    if (!(refusal instanceof ServerRefusedError)) {
      this.#settings.warn('The login could not be signed', refusal);
    }
    this.#abandon(refusal instanceof ClientError ? refusal : new ConnectFailedError('the login could not be signed', { cause: refusal }));
  }

  drained(): void {
    this.#role.drained();
  }

  ended(closeCode: number): void {
    if (retryAfterClose(closeCode) === 'no') {
      this.#tellLost(closeCode);
      void this.end(new ConnectionClosedError(`the server closed with code ${closeCode}`));
    } else {
      this.#lose(closeCode, new ConnectFailedError(`the server closed at once, with code ${closeCode}`));
    }
  }

  notOpened(why: ConnectFailedError): void {
    this.#lose(ABNORMAL, why);
  }

  /** Drops the socket, if there is one, and connects again after a wait. */
  abandon(): void {
    this.#abandon(new ConnectFailedError('another attempt was asked for'));
  }

  #abandon(why: ClientError): void {
    const state = this.#state;
    if (state.at === 'dialing' || state.at === 'ready') {
      void state.socket.close();
      this.#lose(ABNORMAL, why);
    }
  }

  #lose(closeCode: number, why: ClientError): void {
    this.#tellLost(closeCode);
    const state = this.#state;
    if (state.at === 'dialing') {
      this.#events.tell(() => this.#events.connectFailed(why));
      if (this.#onlyOnce) {
        void this.end(why);
        return;
      }
      clearTimeout(state.timeout);
      this.#become(state.waiting(this.#retryAfter(state.attempt)));
      this.#role.lost();
    } else if (state.at === 'ready') {
      const attempt = state.attemptAfter(now(), this.#settings.timing.backoffMax);
      this.#become(state.waiting(attempt, this.#retryAfter(attempt)));
      this.#role.lost();
    }
  }

  #tellLost(closeCode: number): void {
    if (this.#state.at === 'ready') {
      this.#events.tell(() => this.#events.disconnected(disconnection(closeCode)));
    }
  }

  // Each server has its turn before the wait grows.
  #retryAfter(attempt: number): Timer {
    const wait = this.#backoff.delay(Math.floor(attempt / this.#settings.servers.length));
    return setTimeout(() => this.#retry(), wait);
  }

  #retry(): void {
    if (this.#state.at === 'waiting') {
      this.#dial(this.#state);
    }
  }

  /** Closes for good; the promise is kept when the socket is closed too. */
  async end(why: ClientError): Promise<void> {
    const left = this.#state;
    if (left.at !== 'ended') {
      this.#become(new Ended(why));
      this.#role.ended(why);
      this.#firstReady.reject(why);
    }
    await leave(left);
  }
}

async function leave(state: LineState): Promise<void> {
  if (state.at === 'dialing') {
    clearTimeout(state.timeout);
  }
  if (state.at === 'waiting') {
    clearTimeout(state.timer);
  }
  if (state.at === 'dialing' || state.at === 'ready') {
    await state.socket.close();
  }
}
