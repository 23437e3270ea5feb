import type { Frame } from './frame.ts';
import { limits } from './limits.ts';
import type { Limits } from './limits.ts';
import { timing } from './timing.ts';
import type { Timing } from './timing.ts';
import type { WebSocketConstructor } from './line/web-socket.ts';

/** Where the servers are and how to deal with them. */
export interface ClientOptions {
  /** One or several, like `wss://example.org/api`; tried in turn, from the first. */
  readonly servers: string | readonly string[];
  /** Durations other than the defaults. */
  readonly timing?: Partial<Timing>;
  /** Bounds other than the defaults. */
  readonly limits?: Partial<Limits>;
  /** What opens sockets, where not `globalThis.WebSocket`; Node.js 20 has none of its own, so take that of the package `ws`. */
  readonly WebSocket?: WebSocketConstructor;
  /** Sees every frame of every connection, in both directions, as it is sent or received. What it throws is passed over. */
  readonly tap?: (frame: Frame) => void;
  /** Told of what goes wrong in the app's own functions, with what they threw; `console.warn` of the text alone where not given. */
  readonly warn?: (text: string, cause: unknown) => void;
}

/** Options that hold, complete. */
export interface Settings {
  readonly servers: readonly [string, ...string[]];
  readonly timing: Timing;
  readonly limits: Limits;
  readonly WebSocket: WebSocketConstructor;
  readonly tap: (frame: Frame) => void;
  readonly warn: (text: string, cause: unknown) => void;
}

/** Completes options, and refuses those that cannot work. */
export function settings(options: ClientOptions): Settings {
  return {
    servers: servers(options.servers),
    timing: timing(options.timing),
    limits: limits(options.limits),
    WebSocket: options.WebSocket ?? ownWebSocket(),
    tap: options.tap ?? (() => {}),
    warn: options.warn ?? ((text) => console.warn(text)),
  };
}

function servers(given: string | readonly string[]): readonly [string, ...string[]] {
  const [first, ...others] = typeof given === 'string' ? [given] : given;
  if (first === undefined || ![first, ...others].every(isWebSocket)) {
    throw new TypeError('servers are one or more ws:// or wss:// URLs');
  }
  return [first, ...others];
}

function isWebSocket(url: string): boolean {
  return URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol);
}

function ownWebSocket(): WebSocketConstructor {
  const own = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (own === undefined) {
    throw new TypeError('there is no WebSocket here: give one in the options, like that of the package ws');
  }
  return own;
}
