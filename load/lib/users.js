import { SharedArray } from 'k6/data';
import { asked } from './options.js';
import { keyPair } from './signing.js';

const TYPE = 0x05;
const DEVICE = 1;

// A SharedArray is filled once, for all virtual users; what is drawn by lot in it is the same for all.
const [run] = new SharedArray('run', () => [asked.run ?? Math.random().toString(36).slice(2, 12)]);
const keys = new SharedArray('users', () => Array.from({ length: asked.users }, (_, number) => {
  const { secret, publicKey } = keyPair(`${run}/${number}`);
  return { secret: [...secret], userID: [TYPE, ...publicKey] };
}));
const known = new Map();

/** The name of this run: with RUN set to it, the same users come again. */
export const runName = run;

/** The user of a number below USERS: its number, secret key (32 bytes) and Address. */
export function user(number) {
  if (!known.has(number)) known.set(number, read(number, keys[number]));
  return known.get(number);
}

function read(number, { secret, userID }) {
  return { number, secret: new Uint8Array(secret), address: { userID: new Uint8Array(userID), deviceID: DEVICE } };
}

/** The users of one of `parts` equal parts of those from `first` on, up to and without `end`. */
export function share({ first = 0, end = asked.users } = {}, part, parts) {
  const numbers = [];
  for (let number = first + part; number < end; number += parts) numbers.push(number);
  return numbers.map(user);
}

/** Divides all users by shares, whose sum is 1: where each group begins (`first`), and the number after its last (`end`). */
export function divide(shares) {
  let before = 0;
  return Object.fromEntries(Object.entries(shares).map(([name, part]) => {
    const first = Math.round(before * asked.users);
    before += part;
    return [name, { first, end: Math.round(before * asked.users) }];
  }));
}

/** The indices of two nodes, one for the user to log in to and one for letters to be sent by. All pairs of nodes occur. */
export function nodesOf({ number }) {
  const nodes = asked.urls.length;
  return { home: number % nodes, away: (number + Math.floor(number / nodes)) % nodes };
}
