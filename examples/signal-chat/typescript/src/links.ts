import { PublicKey } from '@signalapp/libsignal-client';
import { base64url, copy } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { TOKEN_BYTES } from './tokens.ts';

/** A link that one person gives to another, or one device shows to another. */
export interface Link {
  readonly userID: Bytes;
  /** The token to send to the user with, if there is one. */
  readonly deliveryToken: Bytes | undefined;
}

type Kind = 'invite' | 'device';

export function encodeLink(kind: Kind, userID: Uint8Array, deliveryToken?: Uint8Array): string {
  const parameters = new URLSearchParams({ user: base64url(userID), ...(deliveryToken && { token: base64url(deliveryToken) }) });
  return `signalchat:${kind}?${parameters}`;
}

/** @throws if the text is no such link */
export function decodeLink(kind: Kind, text: string): Link {
  try {
    const { protocol, pathname, searchParams } = new URL(text.trim());
    const userID = copy(Buffer.from(searchParams.get('user') ?? '', 'base64url'));
    const token = searchParams.get('token');
    const deliveryToken = token === null ? undefined : copy(Buffer.from(token, 'base64url'));
    const hasToken = (deliveryToken?.length ?? TOKEN_BYTES) === TOKEN_BYTES;
    if (protocol === 'signalchat:' && pathname === kind && PublicKey.deserialize(userID) && hasToken) {
      return { userID, deliveryToken };
    }
  } catch {
    // Reported below.
  }
  throw new Error(`this is not a link of the form signalchat:${kind}?user=…`);
}
