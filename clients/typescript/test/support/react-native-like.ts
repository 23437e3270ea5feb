import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

const GLOBALS = ['crypto', 'URL', 'ReadableStream', 'Blob', 'fetch', 'Response', 'XMLHttpRequest', 'TextDecoder'] as const;

/** What the runtime of React Native 0.88 has in place of these globals, where it differs for the client; `restore` takes it back. */
export function becomeReactNative(): { restore(): void } {
  const before = GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  const replacements = { URL: Url, Blob: TextBlob, fetch: wholeFetch, Response: WholeResponse, XMLHttpRequest: ByteRequest };
  for (const name of GLOBALS) {
    Object.defineProperty(globalThis, name, { value: (replacements as Record<string, unknown>)[name], configurable: true, writable: true });
  }
  return {
    restore() {
      for (const [name, descriptor] of before) {
        delete (globalThis as Record<string, unknown>)[name];
        if (descriptor !== undefined) {
          Object.defineProperty(globalThis, name, descriptor);
        }
      }
    },
  };
}

/** Finds a host in `http:` and `https:` URLs alone, parses nothing, and has no `canParse`. */
class Url {
  readonly href: string;

  constructor(url: string) {
    this.href = url;
  }

  get hostname(): string {
    return /^https?:\/\/([^:/?#]+)/.exec(this.href)?.[1] ?? '';
  }

  get protocol(): string {
    return /^[^:]*:/.exec(this.href)?.[0] ?? '';
  }
}

/** Holds texts, and no bytes. */
class TextBlob {
  constructor(parts: readonly unknown[]) {
    if (parts.some((part) => typeof part !== 'string')) {
      throw new Error("Creating blobs from 'ArrayBuffer' and 'ArrayBufferView' are not supported");
    }
  }
}

class WholeResponse {}

/** Answers once it has everything. */
async function wholeFetch(url: string, { headers = {} }: { readonly headers?: Record<string, string> }) {
  const request = httpRequest(url, { headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const whole = Buffer.concat(await response.toArray());
  return {
    status: response.statusCode,
    headers: { get: (name: string) => response.headers[name] ?? null },
    arrayBuffer: async () => Uint8Array.from(whole).buffer,
  };
}

/** Sends a typed array with its length. */
class ByteRequest {
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  status = 0;
  onload = () => {};
  onerror = () => {};
  #request: ReturnType<typeof httpRequest> | undefined;

  open(method: string, url: string): void {
    this.#request = httpRequest(url, { method });
  }

  setRequestHeader(name: string, value: string): void {
    this.#request?.setHeader(name, value);
  }

  send(body: Uint8Array): void {
    if (!(body instanceof Uint8Array)) {
      throw new TypeError('unsupported BodyInit type');
    }
    this.#request
      ?.on('response', (response: IncomingMessage) => {
        this.status = response.statusCode ?? 0;
        this.upload.onprogress?.({ loaded: body.length });
        response.resume().on('end', () => this.onload());
      })
      .on('error', () => this.onerror())
      .end(body);
  }

  abort(): void {
    this.#request?.destroy();
  }
}

/** Can ping, but does not report the answer, nor how much is unsent. */
export class ReactNativeWebSocket {
  readonly #webSocket: WebSocket;
  readonly bufferedAmount = undefined as unknown as number;

  constructor(url: string, subprotocols: string[]) {
    this.#webSocket = new WebSocket(url, subprotocols);
  }

  set binaryType(type: 'arraybuffer') {
    this.#webSocket.binaryType = type;
  }

  get readyState(): number {
    return this.#webSocket.readyState;
  }

  send(bytes: Uint8Array): void {
    this.#webSocket.send(bytes);
  }

  close(code?: number): void {
    this.#webSocket.close(code);
  }

  ping(): void {
    this.#webSocket.ping();
  }

  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: any) => void): void {
    this.#webSocket.addEventListener(type as 'message', listener);
  }
}
