import { deferred } from '../deferred.ts';
import type { Frame, Origin } from '../frame.ts';
import type { ConnectFailedError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { ABNORMAL, NORMAL } from '../wire/close-code.ts';
import { hostOf } from '../server-url.ts';
import { decode, encode } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import { connectFailed } from './connect-failed.ts';
import { KeepAlive } from './keep-alive.ts';
import { wallClock } from './timer.ts';
import type { Timer } from './timer.ts';
import type { UnsharedBytes, WebSocketLike } from './web-socket.ts';

const OPEN = 1;
/** Asks for the second version of the protocol. */
const SUBPROTOCOL = 'messaging.v2';
const LAST_SEQUENCE = 0xffffffff;
/** A socket with more unsent bytes is full. */
const MAX_BUFFERED_BYTES = 256 * 1024;
const DRAIN_CHECK_MILLIS = 20;
const CLOSE_TIMEOUT_MILLIS = 2000;

/** Events of a socket. */
export interface ClientSocketListener {
  received(message: Message): void;
  /** There is room again to write. */
  drained(): void;
  closed(closeCode: number): void;
  /** The socket never opened; called instead of `closed`. */
  connectFailed(why: ConnectFailedError): void;
}

/**
 * One WebSocket. It notifies its listener of its end exactly once, also if it never opened, and of nothing afterwards. It does not notify the
 * listener of a {@link close}.
 */
export class ClientSocket {
  /** The host that was dialed, as a Login names it. */
  readonly serverName: string;
  readonly #origin: Origin;
  readonly #settings: Settings;
  readonly #listener: ClientSocketListener;
  readonly #webSocket: WebSocketLike;
  readonly #keepAlive: KeepAlive;
  readonly #webSocketClosed = deferred<void>();
  #open = false;
  #closed = false;
  #sequence = 0;
  #drainTimer: Timer | undefined;

  /** Connects to a server. */
  constructor(url: string, origin: Origin, settings: Settings, listener: ClientSocketListener) {
    this.serverName = hostOf(url);
    this.#origin = origin;
    this.#settings = settings;
    this.#listener = listener;
    this.#webSocket = new settings.WebSocket(url, settings.version === 1 ? [] : [SUBPROTOCOL]);
    this.#keepAlive = new KeepAlive(settings.timeouts.ping, () => this.#ping(), () => this.#abort());
    this.#addListeners(this.#webSocket);
  }

  #addListeners(webSocket: WebSocketLike): void {
    webSocket.binaryType = 'arraybuffer';
    webSocket.addEventListener('open', () => this.#onOpen());
    webSocket.addEventListener('message', (event: { data: unknown }) => this.#onMessage(event.data));
    webSocket.addEventListener('error', (event: { error?: unknown; message?: unknown }) => this.#onError(event));
    webSocket.addEventListener('close', (event: { code: number }) => this.#onClose(event.code));
    webSocket.on?.('pong', () => this.#keepAlive.received());
  }

  #onOpen(): void {
    this.#open = true;
    if (!this.#closed) {
      this.#keepAlive.start();
    }
  }

  // Browsers do not reveal the reason; the package ws and Node.js do.
  #onError(event: { error?: unknown; message?: unknown }): void {
    if (this.#open || this.#closed) {
      this.#abort();
      return;
    }
    void this.close();
    this.#listener.connectFailed(connectFailed(event.error, event.message));
  }

  // A socket that cannot ping, or not report the answer as that of React Native, sends an empty Message; the server answers it with an Error that no request has the sequence of.
  #ping(): void {
    if (this.#webSocket.ping && this.#webSocket.on) {
      this.#webSocket.ping();
    } else {
      this.write({ sequence: this.nextSequence(), payload: undefined });
    }
  }

  #onMessage(data: unknown): void {
    this.#keepAlive.received();
    if (this.#closed || typeof data === 'string') {
      return;
    }
    const bytes = new Uint8Array(data as ArrayBuffer);
    const message = decodable(bytes);
    this.#tap({ direction: 'received', bytes, message });
    // A newer server may send messages that this client does not know; none of them needs an answer.
    if (message !== undefined && !this.#closed) {
      this.#listener.received(message);
    }
  }

  #tap(frame: Pick<Frame, 'direction' | 'bytes' | 'message'>): void {
    try {
      this.#settings.tap({ origin: this.#origin, at: wallClock(), ...frame });
    } catch (cause) {
      this.#settings.warn('The tap threw', cause);
    }
  }

  /** The version of the protocol that the socket speaks. */
  get version(): 1 | 2 {
    return this.#settings.version;
  }

  /** The next sequence number of this client: from 1 to 2³² − 1, then from 1 again. */
  nextSequence(): number {
    this.#sequence = this.#sequence === LAST_SEQUENCE ? 1 : this.#sequence + 1;
    return this.#sequence;
  }

  /** Writes a message, or discards it if the socket is closing. */
  write(message: Message): void {
    this.#send(encode(message), message);
  }

  /** Writes any bytes; returns whether the socket was open. */
  writeRaw(bytes: Uint8Array): boolean {
    return this.#send(bytes, decodable(bytes));
  }

  #send(bytes: Uint8Array, message: Message | undefined): boolean {
    if (this.#webSocket.readyState !== OPEN) {
      return false;
    }
    this.#webSocket.send(bytes as UnsharedBytes);
    this.#tap({ direction: 'sent', bytes, message });
    return true;
  }

  /** Whether to wait for {@link ClientSocketListener.drained} before writing more. */
  get isFull(): boolean {
    const full = this.#webSocket.bufferedAmount > MAX_BUFFERED_BYTES;
    if (full && !this.#closed) {
      this.#drainTimer ??= setTimeout(() => this.#checkDrained(), DRAIN_CHECK_MILLIS);
    }
    return full;
  }

  // A browser's WebSocket has no event for this.
  #checkDrained(): void {
    this.#drainTimer = undefined;
    if (!this.isFull) {
      this.#listener.drained();
    }
  }

  /** Closes the socket, without notifying the listener. */
  close(): Promise<void> {
    if (!this.#closed) {
      this.#markClosed();
      this.#webSocket.close(NORMAL);
      const timeout = setTimeout(() => this.#terminate(), CLOSE_TIMEOUT_MILLIS);
      void this.#webSocketClosed.promise.then(() => clearTimeout(timeout));
    }
    return this.#webSocketClosed.promise;
  }

  #terminate(): void {
    this.#webSocket.terminate?.();
    this.#webSocketClosed.resolve();
  }

  #markClosed(): void {
    this.#closed = true;
    this.#keepAlive.stop();
    clearTimeout(this.#drainTimer);
  }

  #abort(): void {
    if (!this.#closed) {
      void this.close();
      this.#listener.closed(ABNORMAL);
    }
  }

  #onClose(closeCode: number): void {
    this.#webSocketClosed.resolve();
    if (this.#closed) {
      return;
    }
    this.#markClosed();
    if (this.#open) {
      this.#listener.closed(closeCode);
    } else {
      this.#listener.connectFailed(connectFailed(undefined, undefined));
    }
  }
}

function decodable(bytes: Uint8Array): Message | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}
