// A day within DURATION: live messages, messages to offline users, key fetches and logins at changing rates, and one storm.
import exec from 'k6/execution';
import { asked, needUsers } from './lib/options.js';
import { converse, writeToAbsent } from './lib/plays/converse.js';
import { fetchFromHotUser, fetchKeys } from './lib/plays/fetch.js';
import { logInOnce } from './lib/plays/login.js';
import { weather } from './lib/plays/storm.js';
import { arrivals, parts, playPart, runOptions } from './lib/run.js';
import { day, dayStages } from './lib/shape.js';
import { summary } from './lib/summary.js';
import { divide } from './lib/users.js';

export { setup, teardown } from './lib/census.js';

needUsers(10);
const { duration, rate, hotRate, spread } = asked;
const { prekeys, ...groups } = divide({ deliver: 0.4, offline: 0.2, prekeys: 0.2, login: 0.1, storm: 0.1 });
groups.hot = { first: prekeys.first, end: prekeys.first + 1 };
groups.many = { first: prekeys.first + 1, end: prekeys.end };
const absences = 4;
const noon = 0.5 * duration;

const shown = ['deliver', 'offline'].map((scenario) => `send_to_ack{scenario:${scenario}}`)
  .concat(['many', 'hot'].map((scenario) => `fetch{scenario:${scenario}}`))
  .concat(['login', 'storm', 'offline'].map((scenario) => `login{scenario:${scenario}}`));

export const options = runOptions({
  deliver: parts('deliver', { vus: playersOf('deliver') }),
  offline: parts('offline', { vus: playersOf('offline'), rounds: absences }),
  many: parts('many', { vus: playersOf('many') }),
  hot: parts('hot', { vus: playersOf('hot') }),
  login: arrivals('login', dayStages(rate / 10, duration)),
  storm: parts('storm', { vus: playersOf('storm'), startTime: noon, seconds: noon }),
}, { counted: ['messages_received', 'fetches', 'logins'], shown });

export function deliver() {
  return play('deliver', (users) => converse({ users, rateAt: rateFor('deliver', users, rate), seconds: duration }));
}

export function offline() {
  return play('offline', (users) =>
    writeToAbsent({ users, rateAt: rateFor('offline', users, rate / 4), seconds: duration, rounds: absences }));
}

export function many() {
  return play('many', (users) => fetchKeys({ users, rateAt: rateFor('many', users, rate / 4), seconds: duration }));
}

export function hot() {
  return play('hot', ([user]) => fetchFromHotUser({ user, rateAt: day(hotRate / 4, duration), seconds: duration }));
}

export function login() {
  return logInOnce({ attempt: exec.scenario.iterationInTest, ...groups.login });
}

export function storm() {
  return play('storm', (users) => weather({ users, calm: 0.2 * duration, spread, rounds: 1 }));
}

export const handleSummary = summary('mixed', { paced: ['send_to_receive', 'fetch', ...shown], shown });

function play(scenario, part) {
  return playPart(part, { vus: playersOf(scenario), ...groups[scenario] });
}

/** A scenario's virtual users: as many of all as it has of the users. */
function playersOf(scenario) {
  const users = groups[scenario].end - groups[scenario].first;
  return Math.max(1, Math.min(users, Math.round((asked.vus * users) / asked.users)));
}

/** The day's rate for some users of a scenario, of that for all of them. */
function rateFor(scenario, users, all) {
  const { first, end } = groups[scenario];
  return day((all * users.length) / (end - first), duration);
}
