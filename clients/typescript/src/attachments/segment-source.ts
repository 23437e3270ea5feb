import type { UnsharedBytes } from '../socket/web-socket.ts';
import { AttachmentError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { Backoff } from '../socket/backoff.ts';
import { httpUrl } from '../server-url.ts';
import { throwIfAborted } from './http.ts';
import type { FetchResponse } from './http.ts';
import { SEGMENT_BYTES } from './segments.ts';

/** A whole encrypted segment. */
export interface EncryptedSegment {
  readonly bytes: UnsharedBytes;
  readonly last: boolean;
}

/** Options of a {@link SegmentSource}. */
export interface SourceOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly onReceived: (bytes: number, of: number) => void;
}

/** What is asked for at once where an answer is handed over as a whole: few enough to arrive within `ClientTimeouts.request`. */
const PART_BYTES = 16 * SEGMENT_BYTES;

/** Leaves nothing in a browser's cache, and brings nothing of its to the server. */
const PRIVATE = { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' } as const;

/**
 * Downloads an encrypted attachment, a segment at a time. When a connection breaks or stands still, it goes on behind the last whole segment, at the
 * next server, until nothing has come for `ClientTimeouts.send`.
 */
export class SegmentSource {
  readonly #path: string;
  readonly #settings: Settings;
  readonly #options: SourceOptions;
  #received = 0;
  #total: number | undefined;
  #failures = 0;

  constructor(path: string, settings: Settings, options: SourceOptions) {
    this.#path = path;
    this.#settings = settings;
    this.#options = options;
  }

  /** Throws an `AttachmentError`, or the reason of the signal. */
  async *segments(): AsyncGenerator<EncryptedSegment> {
    const backoff = new Backoff(this.#settings.timeouts);
    let lastProgress = Date.now();
    for (let failures = 0; this.#total === undefined || this.#received < this.#total; failures++) {
      const before = this.#received;
      const problem = yield* this.#attempt();
      throwIfAborted(this.#options.signal);
      if (this.#received > before) {
        lastProgress = Date.now();
        failures = 0;
      }
      if (problem !== undefined) {
        this.#failures++;
        const wait = backoff.delay(failures);
        if (Date.now() + wait - lastProgress > this.#settings.timeouts.send) {
          throw new AttachmentError('interrupted', 'the download was cut off, and did not go on', { cause: problem });
        }
        await delay(wait, this.#options.signal);
      }
    }
  }

  #range(): string | undefined {
    if (!this.#settings.fetchStreams) {
      return `bytes=${this.#received}-${this.#received + PART_BYTES - 1}`;
    }
    return this.#received === 0 ? undefined : `bytes=${this.#received}-`;
  }

  /** One request. Returns why it ended early; throws what another would meet as well. */
  async *#attempt(): AsyncGenerator<EncryptedSegment, unknown> {
    const { servers, timeouts, fetch } = this.#settings;
    const server = servers[this.#failures % servers.length] ?? servers[0];
    const request = new AbortController();
    const abort = () => request.abort(this.#options.signal.reason);
    this.#options.signal.addEventListener('abort', abort);
    let stalled = setTimeout(() => request.abort(), timeouts.request);
    try {
      const range = this.#range();
      const url = httpUrl(this.#path, server);
      const response = await fetch(url, { ...PRIVATE, headers: range && { range }, signal: request.signal });
      // Browsers refuse such a redirect themselves.
      if (url.startsWith('https:') && response.url?.startsWith('http:')) {
        throw new AttachmentError('refused', 'the server redirected from https to http');
      }
      const end = this.#received + length(response, range !== undefined);
      const total = this.#settings.fetchStreams ? end : whole(response);
      if (total > this.#options.maxBytes || (this.#total ?? total) !== total) {
        throw new AttachmentError('too_large', 'the attachment is larger than the app allows');
      }
      this.#total = total;
      let held = new Uint8Array(Math.min(SEGMENT_BYTES, total - this.#received));
      let filled = 0;
      for await (const chunk of chunks(response)) {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), timeouts.request);
        for (let rest = chunk; rest.length > 0; ) {
          const part = rest.subarray(0, held.length - filled);
          if (part.length === 0) {
            throw new AttachmentError('damaged', 'the attachment is longer than the server said');
          }
          held.set(part, filled);
          filled += part.length;
          rest = rest.subarray(part.length);
          this.#options.onReceived(this.#received + filled, total);
          if (filled === held.length) {
            this.#received += filled;
            // The app takes its time: that is no standstill.
            clearTimeout(stalled);
            yield { bytes: held, last: this.#received === total };
            stalled = setTimeout(() => request.abort(), timeouts.request);
            held = new Uint8Array(Math.min(SEGMENT_BYTES, total - this.#received));
            filled = 0;
          }
        }
      }
      return this.#received === end ? undefined : new TypeError('the connection was closed');
    } catch (failure) {
      if (failure instanceof AttachmentError) {
        throw failure;
      }
      return failure;
    } finally {
      clearTimeout(stalled);
      this.#options.signal.removeEventListener('abort', abort);
      request.abort();
    }
  }
}

/** The size of the file of which this answer brings a part. */
function whole(response: FetchResponse): number {
  const [, total] = /^bytes \d+-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  if (total === undefined) {
    throw new AttachmentError('refused', 'the server did not say how long the attachment is');
  }
  return Number(total);
}

/** The bytes that this answer brings; throws what to do instead. */
function length(response: FetchResponse, partial: boolean): number {
  const bytes = Number(response.headers.get('content-length') ?? Number.NaN);
  if (response.status === (partial ? 206 : 200) && Number.isSafeInteger(bytes) && bytes > 0) {
    return bytes;
  }
  if (response.status === 404 || response.status === 410) {
    throw new AttachmentError('gone', 'the server does not have the attachment, or not any more');
  }
  if (response.status === 429 || response.status >= 500) {
    throw new TypeError(`the server answered ${response.status}`);
  }
  throw new AttachmentError('refused', `the server answered ${response.status}`);
}

async function* chunks(response: FetchResponse): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    yield new Uint8Array(await response.arrayBuffer());
  }
  for (let read = await reader?.read(); read?.value !== undefined && !read.done; read = await reader?.read()) {
    yield read.value;
  }
}

function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((settle, fail) => {
    const abort = () => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      settle();
    }, milliseconds);
    signal.addEventListener('abort', abort, { once: true });
  });
}
