import { each } from './crowd.js';
import { logIn, register } from './device.js';
import { asked } from './options.js';
import { nodesOf, runName, share } from './users.js';

/** Registers all users before the scenarios begin. If that fails for any, the run ends. */
export async function setup() {
  console.log(`run ${runName}: registering ${asked.users} users`);
  const everyone = share({}, 0, 1);
  const registered = await each(everyone, enroll);
  if (registered.length === everyone.length) return;
  await remove(registered);
  throw new Error(`only ${registered.length} of ${everyone.length} users could be registered at ${asked.urls.join(', ')}`);
}

/** Unregisters all users, so that the server keeps nothing of the run. */
export function teardown() {
  return remove(share({}, 0, 1));
}

async function remove(users) {
  const gone = await each(users, (user) => asUser(user, unregister));
  if (gone.length < users.length) console.error(`${users.length - gone.length} users are still registered; a run with RUN=${runName} removes them`);
}

// Users of an earlier run of the same name (RUN) may have waiting messages, which do not belong to this run.
function enroll(user) {
  return asUser(user, async (connection) => {
    if (asked.run) await unregister(connection);
    await register(connection, user);
  });
}

async function asUser(user, act) {
  const connection = await anywhere(user);
  try {
    await act(connection);
  } finally {
    await connection.close();
  }
}

/** Logs a user in where it is at home, or else at the first other node that lets it. */
async function anywhere(user) {
  const { home } = nodesOf(user);
  const [first, ...others] = [...asked.urls.slice(home), ...asked.urls.slice(0, home)];
  return others.reduce((attempt, url) => attempt.catch(() => logIn(url, user)), logIn(first, user));
}

function unregister(connection) {
  return connection.askPatiently('unregister', {});
}
