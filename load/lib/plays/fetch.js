import { now } from '../clock.js';
import { Connection } from '../connection.js';
import { isSignedKeyOf, logIn, name, register } from '../device.js';
import { COUNTS, TIMES } from '../metrics.js';
import { asked } from '../options.js';
import { pace } from '../pace.js';
import { count, Trouble } from '../trouble.js';
import { nodesOf } from '../users.js';

/** Strangers, one at each node, fetch the keys of users at a rate. Nobody else may fetch keys of these users meanwhile. */
export async function fetchKeys({ users, rateAt, seconds }) {
  const strangers = await Promise.all(asked.urls.map((url) => Connection.open(url)));
  const given = new Set();
  const asking = new Set();
  let turn = 0;
  function act() {
    const user = users[Math.floor(Math.random() * users.length)];
    const fetching = fetchOnce(strangers[(turn += 1) % strangers.length], user, given).catch(count);
    asking.add(fetching);
    fetching.then(() => asking.delete(fetching));
  }
  await pace({ rateAt, seconds, act });
  await Promise.all(asking);
  await Promise.all(strangers.map((stranger) => stranger.close()));
}

/** The same for one user, who is online and registers more keys when told that few are left. */
export async function fetchFromHotUser({ user, rateAt, seconds }) {
  let registered = asked.oneTimeKeys;
  const owner = await logIn(asked.urls[nodesOf(user).home], user, ({ kind, value }, connection) => {
    if (kind !== 'preKeysLow') return;
    register(connection, user, registered, value.keysRequested).catch(count);
    registered += value.keysRequested;
  });
  await fetchKeys({ users: [user], rateAt, seconds });
  await owner.close();
}

async function fetchOnce(stranger, user, given) {
  const started = now();
  const { kind, value, at } = await stranger.askPatiently('requestPreKeys', { userID: user.address.userID });
  TIMES.fetch.add(at - started);
  COUNTS.fetches.add(1);
  if (kind !== 'preKey' || !isSignedKeyOf(user, value.signedPreKey)) throw new Trouble('wrong_answer');
  enter(value.oneTimePreKey, given);
}

function enter(key, given) {
  if (key.length === 0) {
    COUNTS.fetches_without_one_time_key.add(1);
    return;
  }
  (given.has(name(key)) ? COUNTS.one_time_keys_twice : COUNTS.one_time_keys).add(1);
  given.add(name(key));
}
