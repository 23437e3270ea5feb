import { fromBase64url } from './bytes.ts';
import { MAX_NAME, TOKEN_BYTES } from './content.ts';

const USER_ID_BYTES = 33;

/** What somebody needs to write to a user. The userID is the user's public key: a link that came unaltered names nobody else. */
export interface Invitation {
  /** The userID, in base64url. */
  readonly user: string;
  /** A delivery token, in base64url. Without it the user's device seems not to exist. */
  readonly token: string;
  /** The name that the user gives itself. */
  readonly name: string;
}

/** A link to this page. It is behind the `#`, so that no browser sends it to the web server. */
export function formatLink(page: string, { user, token, name }: Invitation): string {
  return `${page}#${user}.${token}.${encodeURIComponent(name)}`;
}

/** The invitation in a link; throws an Error if there is none. */
export function parseLink(link: string): Invitation {
  const [user = '', token = '', encoded = '', ...more] = link.slice(link.indexOf('#') + 1).trim().split('.');
  fromBase64url(user, USER_ID_BYTES);
  fromBase64url(token, TOKEN_BYTES);
  const name = decodeURIComponent([encoded, ...more].join('.')).trim();
  if (name === '' || name.length > MAX_NAME) {
    throw new RangeError('the invitation has no name, or a very long one');
  }
  return { user, token, name };
}
