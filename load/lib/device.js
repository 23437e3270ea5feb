import { now } from './clock.js';
import { Connection } from './connection.js';
import { COUNTS, TIMES } from './metrics.js';
import { asked } from './options.js';
import { encodeLogin } from './protocol.js';
import { sign } from './signing.js';

const KEY_BYTES = 33;

/**
 * Connects to a node and logs in as a user. The promise holds the connection, and with it how long the server took for the login
 * (`loginMillis`: the signature is made before that time starts) and when it was done (`loggedInAt`).
 */
export async function logIn(url, user, onRequest) {
  const connection = await Connection.open(url, onRequest);
  const login = encodeLogin(user.address, connection.nonce, serverName(url));
  const response = { login, signature: sign(login, user.secret) };
  const sent = now();
  try {
    const { at } = await connection.askPatiently('authResponse', response);
    connection.loginMillis = at - sent;
    connection.loggedInAt = at;
    return connection;
  } catch (failure) {
    connection.close();
    throw failure;
  }
}

/** The host of an address as a Login names it. k6 has no URL: IPv6 addresses have to be compressed already. */
function serverName(url) {
  const [, host] = /^wss?:\/\/(\[[^\]]*\]|[^:/]*)/.exec(url);
  return host.toLowerCase().replace(/\.$/, '');
}

/** The same, and its times go into the metrics. */
export async function timedLogIn(url, user, onRequest) {
  const connection = await logIn(url, user, onRequest);
  TIMES.connect.add(connection.connectMillis);
  TIMES.login.add(connection.loginMillis);
  COUNTS.logins.add(1);
  return connection;
}

/** Registers the device of a connection, with `amount` one-time keys that are numbered from `first` on. */
export function register(connection, { number }, first = 0, amount = asked.oneTimeKeys) {
  const oneTimePreKeys = Array.from({ length: amount }, (_, index) => key(number, first + index + 1));
  return connection.askPatiently('register', { registrationID: number + 1, signedPreKey: key(number, 0), oneTimePreKeys });
}

/** Whether these are the signed key of this user. */
export function isSignedKeyOf({ number }, bytes) {
  return bytes.length === KEY_BYTES && name(bytes) === name(key(number, 0));
}

/** A text that no other one-time key of this run has. */
export function name(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return `${view.getUint32(0)}/${view.getUint32(4)}`;
}

function key(user, number) {
  const bytes = new Uint8Array(KEY_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, user);
  view.setUint32(4, number);
  return bytes;
}
