import type { UnsharedBytes } from '../socket/web-socket.ts';
import { throwIfAborted } from './http.ts';
import type { FetchFunction } from './http.ts';

/** A body that knows its length. */
export interface Body {
  readonly bytes: number;
  /** The body from its beginning. */
  chunks(): AsyncIterable<UnsharedBytes>;
}

/** An HTTP PUT of one body. */
export interface Put {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly signal: AbortSignal;
  readonly onSent: (bytes: number) => void;
  readonly fetch: FetchFunction;
}

interface XmlHttpRequestLike {
  readonly upload: { onprogress: ((event: { readonly loaded: number }) => void) | null };
  readonly status: number;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: Blob | UnsharedBytes): void;
  abort(): void;
}

/**
 * Puts a body under its exact length, which a server wants to know beforehand, and returns the status of the answer. A browser states a length, and
 * progress, for nothing but a whole `Blob` in an `XMLHttpRequest`, and React Native for nothing but whole bytes; elsewhere the body is a stream, of
 * which a part is in memory.
 */
export function put(request: Put): Promise<number> {
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => XmlHttpRequestLike };
  return XMLHttpRequest === undefined ? stream(request) : sendWhole(request, new XMLHttpRequest());
}

async function stream({ url, headers, body, signal, onSent, fetch }: Put): Promise<number> {
  const chunks = body.chunks()[Symbol.asyncIterator]();
  let sent = 0;
  const stream = new ReadableStream<UnsharedBytes>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      onSent(sent);
      if (done) {
        controller.close();
      } else {
        sent += value.length;
        controller.enqueue(value);
      }
    },
    async cancel() {
      await chunks.return?.();
    },
  });
  const options = { method: 'PUT', headers: { ...headers, 'content-length': String(body.bytes) }, body: stream, duplex: 'half', signal };
  const response = await fetch(url, options);
  await response.body?.cancel();
  onSent(body.bytes);
  return response.status;
}

async function sendWhole({ url, headers, body, signal, onSent }: Put, request: XmlHttpRequestLike): Promise<number> {
  const whole = blobsHoldBytes() ? await blob(body, signal) : await bytes(body, signal);
  return new Promise((settle, fail) => {
    request.open('PUT', url);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => settle(request.status);
    request.onerror = () => fail(new TypeError('the upload was cut off'));
    request.onabort = () => fail(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(whole);
  });
}

// Those of React Native do not.
function blobsHoldBytes(): boolean {
  try {
    return new Blob([new Uint8Array(1)]).size === 1;
  } catch {
    return false;
  }
}

async function blob(body: Body, signal: AbortSignal): Promise<Blob> {
  const parts: Blob[] = [];
  for await (const chunk of body.chunks()) {
    // A browser may keep it on disk.
    parts.push(new Blob([chunk]));
    throwIfAborted(signal);
  }
  return new Blob(parts);
}

async function bytes(body: Body, signal: AbortSignal): Promise<UnsharedBytes> {
  const whole = new Uint8Array(body.bytes);
  let filled = 0;
  for await (const chunk of body.chunks()) {
    whole.set(chunk, filled);
    filled += chunk.length;
    throwIfAborted(signal);
  }
  return whole;
}
