import type { Frame } from './frame.ts';
import { limits } from './client-limits.ts';
import type { ClientLimits } from './client-limits.ts';
import { timeouts } from './client-timeouts.ts';
import type { ClientTimeouts } from './client-timeouts.ts';
import type { FetchFunction } from './attachments/http.ts';
import { fetchStreams } from './attachments/http.ts';
import type { AttachmentCrypto, Sha256 } from './crypto.ts';
import { isServerUrl } from './server-url.ts';
import type { WebSocketConstructor } from './socket/web-socket.ts';
import { webAttachmentCrypto, webSha256 } from './web-crypto.ts';

/** Addresses of the servers, and how to connect to them. */
export interface ClientOptions {
  /** One or more, for example `wss://example.org/api`; tried in this order. */
  readonly servers: string | readonly string[];
  /** Timeouts that differ from the defaults. */
  readonly timeouts?: Partial<ClientTimeouts>;
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<ClientLimits>;
  /** The WebSocket class, by default `globalThis.WebSocket`. Node.js 20 has none: pass that of the package `ws`. */
  readonly WebSocket?: WebSocketConstructor;
  /**
   * Downloads attachments, and uploads them where there is no `XMLHttpRequest`; by default `globalThis.fetch`. One that is passed hands over an answer
   * while it arrives.
   */
  readonly fetch?: FetchFunction;
  /** By default that of WebCrypto. Needed to receive: the client recognizes duplicates by it. */
  readonly sha256?: Sha256;
  /** By default that of WebCrypto. Needed for attachments. */
  readonly attachmentCrypto?: AttachmentCrypto;
  /**
   * The version of the protocol, by default 2. A server that does not speak it is not connected to; the client never falls back to an earlier one.
   */
  readonly version?: 1 | 2;
  /** Receives every frame of every connection, in both directions, when it is sent or received. Errors that it throws go to `warn`. */
  readonly tap?: (frame: Frame) => void;
  /** Receives errors of the app's functions: a text, and the value thrown. By default `console.warn` of the text alone. */
  readonly warn?: (text: string, cause: unknown) => void;
}

/** Validated options, completed with defaults. */
export interface Settings {
  readonly servers: readonly [string, ...string[]];
  readonly timeouts: ClientTimeouts;
  readonly limits: ClientLimits;
  readonly WebSocket: WebSocketConstructor;
  readonly fetch: FetchFunction;
  /** Whether `fetch` hands over an answer while it arrives. */
  readonly fetchStreams: boolean;
  readonly sha256: Sha256 | undefined;
  readonly attachmentCrypto: AttachmentCrypto | undefined;
  readonly version: 1 | 2;
  readonly tap: (frame: Frame) => void;
  readonly warn: (text: string, cause: unknown) => void;
}

/** Completes options, and rejects invalid ones. */
export function settings(options: ClientOptions): Settings {
  return {
    servers: servers(options.servers),
    timeouts: timeouts(options.timeouts),
    limits: limits(options.limits),
    WebSocket: options.WebSocket ?? globalWebSocket(),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    fetchStreams: options.fetch !== undefined || fetchStreams(),
    sha256: options.sha256 ?? webSha256(),
    attachmentCrypto: options.attachmentCrypto ?? webAttachmentCrypto(),
    version: options.version ?? 2,
    tap: options.tap ?? (() => {}),
    warn: options.warn ?? ((text) => console.warn(text)),
  };
}

function servers(given: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...others] = typeof given === 'string' ? [given] : given;
  if (first === undefined || ![first, ...others].every(isServerUrl)) {
    throw new TypeError('servers must be one or more ws:// or wss:// URLs');
  }
  return [first, ...others];
}

function globalWebSocket(): WebSocketConstructor {
  const webSocket = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (webSocket === undefined) {
    throw new TypeError('this runtime has no WebSocket: pass one in the options, for example that of the package ws');
  }
  return webSocket;
}
