import { deferred } from '../deferred.ts';
import { ConnectFailedError, ConnectionClosedError, ServerRefusedError } from '../errors.ts';
import { ClientError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { ABNORMAL, retryAfterClose } from '../wire/close-code.ts';
import type { Message } from '../wire/message.ts';
import { Backoff } from './backoff.ts';
import { disconnection } from './connection-events.ts';
import type { ConnectionEvents } from './connection-events.ts';
import { Ended, Idle } from './reconnect-state.ts';
import type { Dialing, ReconnectState } from './reconnect-state.ts';
import type { ConnectionMode } from './connection-mode.ts';
import { ClientSocket } from './client-socket.ts';
import type { ClientSocketListener } from './client-socket.ts';
import { now } from './timer.ts';
import type { Timer } from './timer.ts';

/**
 * Gives a mode one socket at a time, to any of the servers, and opens another whenever it is lost. It stops when closed, or when another attempt
 * would fail as well. See {@link ReconnectState}.
 */
export class ReconnectingSocket implements ClientSocketListener {
  readonly #number: number;
  readonly #settings: Settings;
  readonly #mode: ConnectionMode;
  readonly #events: ConnectionEvents;
  readonly #backoff: Backoff;
  readonly #firstConnected = deferred<void>();
  #state: ReconnectState = new Idle();
  #dials = 0;
  #firstAttemptOnly = false;

  /** Creates an idle socket; `number` identifies the connection among those of its client. */
  constructor(number: number, settings: Settings, mode: ConnectionMode, events: ConnectionEvents) {
    this.#number = number;
    this.#settings = settings;
    this.#mode = mode;
    this.#events = events;
    this.#backoff = new Backoff(settings.timeouts);
    // An app may ignore this promise, and use the state instead.
    this.#firstConnected.promise.catch(() => {});
  }

  get state(): ReconnectState {
    return this.#state;
  }

  #transitionTo(next: ReconnectState): void {
    this.#state = next;
    this.#events.notify(() => this.#events.state(next.at));
  }

  /** Connects, unless it has begun already; the promise resolves when connected for the first time. */
  connect(): Promise<void> {
    if (this.#state instanceof Idle) {
      this.#dial(this.#state);
    }
    return this.#firstConnected.promise;
  }

  /** Connects, but closes permanently if the first attempt fails. */
  connectOnce(): Promise<void> {
    this.#firstAttemptOnly ||= this.#state instanceof Idle;
    return this.connect();
  }

  #dial(from: { dialing(socket: ClientSocket, timeout: Timer): Dialing }): void {
    const { servers, timeouts } = this.#settings;
    const url = servers[this.#dials++ % servers.length] ?? servers[0];
    const origin = { kind: this.#mode.kind, connection: this.#number, socket: this.#dials };
    try {
      const socket = new ClientSocket(url, origin, this.#settings, this);
      this.#transitionTo(from.dialing(socket, setTimeout(() => this.#reconnect(new ConnectFailedError('no answer in time')), timeouts.request)));
    } catch (cause) {
      void this.close(new ConnectionClosedError('the runtime forbids this socket', { cause }));
    }
  }

  received(message: Message): void {
    const { payload } = message;
    const state = this.#state;
    if (payload?.type !== 'authChallenge') {
      this.#mode.received(message);
    } else if (state.at === 'dialing') {
      this.#mode.challenged(state.socket, payload).then(
        () => this.#ready(state),
        (refusal: unknown) => this.#loginFailed(state, refusal),
      );
    }
  }

  #ready(dialing: Dialing): void {
    if (this.#state === dialing) {
      clearTimeout(dialing.timeout);
      this.#firstAttemptOnly = false;
      this.#transitionTo(dialing.ready(now()));
      this.#mode.opened(dialing.socket);
      this.#firstConnected.resolve();
      this.#events.notify(() => this.#events.connected());
    }
  }

  #loginFailed(dialing: Dialing, refusal: unknown): void {
    if (this.#state !== dialing) {
      return;
    }
    if (refusal instanceof ServerRefusedError && refusal.retry === 'no') {
      void this.close(refusal);
      return;
    }
    if (!(refusal instanceof ClientError)) {
      this.#settings.warn('Could not sign the login', refusal);
    }
    this.#reconnect(refusal instanceof ClientError ? refusal : new ConnectFailedError('could not sign the login', { cause: refusal }));
  }

  drained(): void {
    this.#mode.drained();
  }

  closed(closeCode: number): void {
    if (retryAfterClose(closeCode) === 'no') {
      this.#notifyDisconnected(closeCode);
      void this.close(new ConnectionClosedError(`the server closed with code ${closeCode}`));
    } else {
      this.#disconnected(closeCode, new ConnectFailedError(`the server closed at once, with code ${closeCode}`));
    }
  }

  connectFailed(why: ConnectFailedError): void {
    this.#disconnected(ABNORMAL, why);
  }

  /** Drops the socket, if any, and reconnects after a delay. */
  reconnect(): void {
    this.#reconnect(new ConnectFailedError('reconnect was requested'));
  }

  #reconnect(why: ClientError): void {
    const state = this.#state;
    if (state.at === 'dialing' || state.at === 'ready') {
      void state.socket.close();
      this.#disconnected(ABNORMAL, why);
    }
  }

  #disconnected(closeCode: number, why: ClientError): void {
    this.#notifyDisconnected(closeCode);
    const state = this.#state;
    if (state.at === 'dialing') {
      this.#events.notify(() => this.#events.connectFailed(why));
      if (this.#firstAttemptOnly) {
        void this.close(why);
        return;
      }
      clearTimeout(state.timeout);
      this.#transitionTo(state.waiting(this.#startRetryTimer(state.attempt)));
      this.#mode.disconnected();
    } else if (state.at === 'ready') {
      const attempt = state.attemptAfter(now(), this.#settings.timeouts.backoffMax);
      this.#transitionTo(state.waiting(attempt, this.#startRetryTimer(attempt)));
      this.#mode.disconnected();
    }
  }

  #notifyDisconnected(closeCode: number): void {
    if (this.#state.at === 'ready') {
      this.#events.notify(() => this.#events.disconnected(disconnection(closeCode)));
    }
  }

  // Try every server before the delay grows.
  #startRetryTimer(attempt: number): Timer {
    const wait = this.#backoff.delay(Math.floor(attempt / this.#settings.servers.length));
    return setTimeout(() => this.#retry(), wait);
  }

  #retry(): void {
    if (this.#state.at === 'waiting') {
      this.#dial(this.#state);
    }
  }

  /** Closes permanently; the promise resolves when the socket is closed. */
  async close(why: ClientError): Promise<void> {
    const previous = this.#state;
    if (previous.at !== 'ended') {
      this.#transitionTo(new Ended(why));
      this.#mode.closed(why);
      this.#firstConnected.reject(why);
    }
    await closeSocket(previous);
  }
}

async function closeSocket(state: ReconnectState): Promise<void> {
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
