import type { Frame, Payload } from 'messaging-server-client';

/** The two people of the page. */
export type Who = 'alice' | 'bob';

/** Their names. */
export const NAMES: Readonly<Record<Who, string>> = { alice: 'Alice', bob: 'Bob' };

/** The other person. */
export function other(who: Who): Who {
  return who === 'alice' ? 'bob' : 'alice';
}

/** A frame on a socket of one of them. */
export interface Seen {
  readonly who: Who;
  readonly frame: Frame;
  /** The type of the request that this answers, if it is an answer. */
  readonly answers: Payload['type'] | undefined;
}

/** Knowledge of this page that the server does not have. */
export interface Knowledge {
  /** The name of the owner of a userID. */
  name(userID: Uint8Array | undefined): string;
  /** The text sealed in these bytes; undefined if this page did not seal them. */
  inside(sealed: Uint8Array): string | undefined;
}

/** Names of the sockets. */
export const LINES = { authenticated: 'logged in', anonymous: 'anonymous' } as const;
