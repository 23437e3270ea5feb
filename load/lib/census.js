import { each } from './crowd.js';
import { logIn, register } from './device.js';
import { asked } from './options.js';
import { nodesOf, runName, share } from './users.js';

/** Registers everyone before the plays begin. Where that fails for anyone, the run ends here. */
export async function setup() {
  console.log(`run ${runName}: registers ${asked.users} users`);
  const everyone = share({}, 0, 1);
  const registered = await each(everyone, enroll);
  if (registered.length === everyone.length) return;
  await teardown();
  throw new Error(`only ${registered.length} of ${everyone.length} users could be registered at ${asked.urls.join(', ')}`);
}

/** Unregisters everyone, so that nothing of the run stays at the server. */
export async function teardown() {
  const everyone = share({}, 0, 1);
  const gone = await each(everyone, (user) => asUser(user, unregister));
  if (gone.length < everyone.length) console.error(`${everyone.length - gone.length} users stay registered: RUN=${runName} finds them again`);
}

// Users that had been named before (RUN) may have letters waiting, which are none of this run.
function enroll(user) {
  return asUser(user, async (connection) => {
    if (asked.run) await unregister(connection);
    await register(connection, user);
  });
}

async function asUser(user, act) {
  const connection = await logIn(asked.urls[nodesOf(user).home], user);
  try {
    await act(connection);
  } finally {
    await connection.close();
  }
}

function unregister(connection) {
  return connection.askPatiently('unregister', {});
}
