import { deferred } from '../deferred.ts';
import type { Frame, Origin } from '../frame.ts';
import type { ConnectFailedError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { ABNORMAL, NORMAL } from '../wire/close-code.ts';
import { decode, encode } from '../wire/codec.ts';
import type { Message } from '../wire/message.ts';
import { connectFailed } from './connect-failed.ts';
import { KeepAlive } from './keep-alive.ts';
import type { Timer } from './timer.ts';
import type { UnsharedBytes, WebSocketLike } from './web-socket.ts';

const OPEN = 1;
const LAST_SEQUENCE = 0xffffffff;
/** With more than this unsent, a socket is full. */
const FULL_BYTES = 256 * 1024;
const LOOK_FOR_ROOM_MILLIS = 20;
const CLOSING_MILLIS = 2000;

/** What a socket tells of. */
export interface SocketListener {
  received(message: Message): void;
  /** There is room again to write. */
  drained(): void;
  ended(closeCode: number): void;
  /** It never opened, in the place of `ended`. */
  notOpened(why: ConnectFailedError): void;
}

/**
 * One WebSocket from dialling to its end. Tells its listener of the end exactly once, also where it never opened, and of nothing after that;
 * never of an end that {@link close} asked for.
 */
export class Socket {
  readonly #origin: Origin;
  readonly #settings: Settings;
  readonly #listener: SocketListener;
  readonly #webSocket: WebSocketLike;
  readonly #keepAlive: KeepAlive;
  readonly #closed = deferred<void>();
  #open = false;
  #over = false;
  #sequence = 0;
  #room: Timer | undefined;

  /** Dials a server. */
  constructor(url: string, origin: Origin, settings: Settings, listener: SocketListener) {
    this.#origin = origin;
    this.#settings = settings;
    this.#listener = listener;
    this.#webSocket = new settings.WebSocket(url);
    this.#keepAlive = new KeepAlive(settings.timing.ping, () => this.#ping(), () => this.#abort());
    this.#listen(this.#webSocket);
  }

  #listen(webSocket: WebSocketLike): void {
    webSocket.binaryType = 'arraybuffer';
    webSocket.addEventListener('open', () => this.#opened());
    webSocket.addEventListener('message', (event: { data: unknown }) => this.#receive(event.data));
    webSocket.addEventListener('error', (event: { error?: unknown; message?: unknown }) => this.#failed(event));
    webSocket.addEventListener('close', (event: { code: number }) => this.#end(event.code));
    webSocket.on?.('pong', () => this.#keepAlive.heard());
  }

  #opened(): void {
    this.#open = true;
    if (!this.#over) {
      this.#keepAlive.start();
    }
  }

  // Browsers do not say why; the package ws and Node.js do.
  #failed(event: { error?: unknown; message?: unknown }): void {
    if (this.#open || this.#over) {
      this.#abort();
      return;
    }
    void this.close();
    this.#listener.notOpened(connectFailed(event.error, event.message));
  }

  // What cannot ping asks for nothing, by an empty Message, and is answered with an Error that settles nothing.
  #ping(): void {
    if (this.#webSocket.ping) {
      this.#webSocket.ping();
    } else {
      this.write({ sequence: this.nextSequence(), payload: undefined });
    }
  }

  #receive(data: unknown): void {
    this.#keepAlive.heard();
    if (this.#over || typeof data === 'string') {
      return;
    }
    const bytes = new Uint8Array(data as ArrayBuffer);
    const message = decodable(bytes);
    this.#tap({ direction: 'received', bytes, message });
    // A newer server may send what this client does not know yet; none of it needs an answer.
    if (message !== undefined && !this.#over) {
      this.#listener.received(message);
    }
  }

  #tap(frame: Pick<Frame, 'direction' | 'bytes' | 'message'>): void {
    try {
      this.#settings.tap({ origin: this.#origin, at: performance.timeOrigin + performance.now(), ...frame });
    } catch (cause) {
      this.#settings.warn('The tap threw', cause);
    }
  }

  /** The next number of this client's own sequence: from 1, past 2³² − 1 on from 1 again. */
  nextSequence(): number {
    this.#sequence = this.#sequence === LAST_SEQUENCE ? 1 : this.#sequence + 1;
    return this.#sequence;
  }

  /** Writes a message, or nothing where the socket is just ending. */
  write(message: Message): void {
    this.#send(encode(message), message);
  }

  /** Writes any bytes; whether the socket was there to take them. */
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

  /** Whether {@link SocketListener.drained} should be awaited before writing more. */
  get isFull(): boolean {
    const full = this.#webSocket.bufferedAmount > FULL_BYTES;
    if (full && !this.#over) {
      this.#room ??= setTimeout(() => this.#lookForRoom(), LOOK_FOR_ROOM_MILLIS);
    }
    return full;
  }

  // WebSockets do not tell.
  #lookForRoom(): void {
    this.#room = undefined;
    if (!this.isFull) {
      this.#listener.drained();
    }
  }

  /** Ends the socket; the listener hears nothing more. */
  close(): Promise<void> {
    if (!this.#over) {
      this.#finish();
      this.#webSocket.close(NORMAL);
      const patience = setTimeout(() => this.#cutOff(), CLOSING_MILLIS);
      void this.#closed.promise.then(() => clearTimeout(patience));
    }
    return this.#closed.promise;
  }

  #cutOff(): void {
    this.#webSocket.terminate?.();
    this.#closed.resolve();
  }

  #finish(): void {
    this.#over = true;
    this.#keepAlive.stop();
    clearTimeout(this.#room);
  }

  #abort(): void {
    if (!this.#over) {
      void this.close();
      this.#listener.ended(ABNORMAL);
    }
  }

  #end(closeCode: number): void {
    this.#closed.resolve();
    if (this.#over) {
      return;
    }
    this.#finish();
    if (this.#open) {
      this.#listener.ended(closeCode);
    } else {
      this.#listener.notOpened(connectFailed(undefined, undefined));
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
