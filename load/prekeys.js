// Anonymous clients fetch prekeys: of many users at RATE, and at the same time of a single one, user 0, at HOT_RATE.
import { asked, needUsers } from './lib/options.js';
import { fetchFromHotUser, fetchKeys } from './lib/plays/fetch.js';
import { parts, playPart, runOptions } from './lib/run.js';
import { flat } from './lib/shape.js';
import { summary } from './lib/summary.js';

export { setup, teardown } from './lib/census.js';

needUsers(2);
const shown = ['fetch{scenario:many}', 'fetch{scenario:hot}'];
const seconds = asked.duration;
const vus = Math.min(asked.vus, asked.users - 1);

export const options = runOptions({ many: parts('many', { vus }), hot: parts('hot', { vus: 1 }) }, { counted: ['fetches'], shown });

export function many() {
  return playPart(
    (users) => fetchKeys({ users, rateAt: flat((asked.rate * users.length) / (asked.users - 1)), seconds }),
    { vus, first: 1 },
  );
}

export function hot() {
  return playPart(([user]) => fetchFromHotUser({ user, rateAt: flat(asked.hotRate), seconds }), { vus: 1, end: 1 });
}

export const handleSummary = summary('prekeys', { paced: ['fetch', ...shown], shown });
