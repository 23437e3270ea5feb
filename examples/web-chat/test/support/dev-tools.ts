import { once } from 'node:events';
import { WebSocket } from 'ws';

type Params = Readonly<Record<string, unknown>>;

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Params;
  readonly result?: Params;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly settle: (result: any) => void;
  readonly fail: (cause: Error) => void;
}

/** A connection to a browser that speaks the Chrome DevTools Protocol. */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: ((method: string, params: any, session: string | undefined) => void)[] = [];
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#received(JSON.parse(String(data)) as Answer));
    socket.on('close', () => this.#waiting.forEach(({ fail }) => fail(new Error('the browser has gone'))));
  }

  static async connect(url: string): Promise<DevTools> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    return new DevTools(socket);
  }

  /** Runs a command, of the browser or of a session. */
  send(method: string, params: Params = {}, sessionId?: string): Promise<any> {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((settle, fail) => this.#waiting.set(id, { settle, fail }));
  }

  /** Calls the listener at each event. */
  onEvent(listener: (method: string, params: any, session: string | undefined) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    this.#socket.close();
  }

  #received({ id, method, params, sessionId, result, error }: Answer): void {
    if (method !== undefined) {
      this.#listeners.forEach((listener) => listener(method, params, sessionId));
      return;
    }
    const waiting = this.#waiting.get(id ?? 0);
    this.#waiting.delete(id ?? 0);
    if (error === undefined) {
      waiting?.settle(result);
    } else {
      waiting?.fail(new Error(error.message));
    }
  }
}
