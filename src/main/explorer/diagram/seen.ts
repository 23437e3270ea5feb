import type { Frame, Payload } from 'messaging-server-client';

/** The two people of the page. */
export type Who = 'alice' | 'bob';

/** What they are called. */
export const NAMES: Readonly<Record<Who, string>> = { alice: 'Alice', bob: 'Bob' };

/** The other one. */
export function other(who: Who): Who {
  return who === 'alice' ? 'bob' : 'alice';
}

/** A frame on one of somebody's sockets. */
export interface Seen {
  readonly who: Who;
  readonly frame: Frame;
  /** What this is the answer to, where it is one. */
  readonly answers: Payload['type'] | undefined;
}

/** What this page knows, and the server does not. */
export interface Knowledge {
  /** What the owner of a userID is called. */
  name(userID: Uint8Array | undefined): string;
  /** What was sealed in these bytes; undefined where nobody here sealed them. */
  inside(sealed: Uint8Array): string | undefined;
}

/** What to call a socket. */
export const LINES = { authenticated: 'logged in', anonymous: 'anonymous' } as const;
