import type { UnsharedBytes } from '../socket/web-socket.ts';
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
}

interface XmlHttpRequestLike {
  readonly upload: { onprogress: ((event: { readonly loaded: number }) => void) | null };
  readonly status: number;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: Blob): void;
  abort(): void;
}

/**
 * Puts a body under its exact length, which a server wants to know beforehand, and returns the status of the answer. A browser states a length, and
 * progress, for nothing but a whole `Blob` in an `XMLHttpRequest`; elsewhere the body is a stream, of which a part is in memory.
 */
export function put(request: Put): Promise<number> {
  const { XMLHttpRequest } = globalThis as { XMLHttpRequest?: new () => XmlHttpRequestLike };
  return XMLHttpRequest === undefined ? stream(request) : sendBlob(request, new XMLHttpRequest());
}

async function stream({ url, headers, body, signal, onSent }: Put): Promise<number> {
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
  const response = await fetch(url, options as RequestInit);
  await response.body?.cancel();
  onSent(body.bytes);
  return response.status;
}

async function sendBlob({ url, headers, body, signal, onSent }: Put, request: XmlHttpRequestLike): Promise<number> {
  const parts: Blob[] = [];
  for await (const chunk of body.chunks()) {
    // A browser may keep it on disk.
    parts.push(new Blob([chunk]));
    signal.throwIfAborted();
  }
  return new Promise((settle, fail) => {
    request.open('PUT', url);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => settle(request.status);
    request.onerror = () => fail(new TypeError('the upload was cut off'));
    request.onabort = () => fail(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(new Blob(parts));
  });
}
