import exec from 'k6/execution';
import { COUNTS } from './metrics.js';
import { asked } from './options.js';
import { NAMES, count } from './trouble.js';
import { share } from './users.js';

// Each takes 20 MB and, before the run, 0.2 s of work.
const MOST_CALLERS = 200;

/** A scenario of so many parts, played at once, each by one virtual user; `seconds` is how long it takes when all goes well. */
export function parts(play, { vus = asked.vus, seconds = asked.duration, startTime = 0, rounds = asked.rounds } = {}) {
  const slack = 60 + rounds * (asked.drain + 3 * asked.patience) + asked.users / 10;
  return {
    exec: play,
    executor: 'per-vu-iterations',
    vus,
    iterations: 1,
    startTime: `${startTime}s`,
    maxDuration: `${Math.ceil(seconds + slack)}s`,
  };
}

/**
 * A scenario of calls at rates, given as stages, the first of which takes no time. There are virtual users for calls that take
 * a second each; a call that finds none free is dropped, and fails the run.
 */
export function arrivals(play, [{ target }, ...stages]) {
  const highest = Math.max(target, ...stages.map((stage) => stage.target)) / 60;
  return {
    exec: play,
    executor: 'ramping-arrival-rate',
    startRate: target,
    timeUnit: '1m',
    preAllocatedVUs: Math.min(MOST_CALLERS, Math.ceil(highest) + 2),
    stages,
    gracefulStop: `${3 * asked.patience}s`,
  };
}

/** Plays one part with its share of the users of a scenario, those from `first` on, up to and without `end`. */
export async function playPart(play, { vus = asked.vus, first, end } = {}) {
  try {
    await play(share({ first, end }, exec.scenario.iterationInTest, vus));
    COUNTS.parts_finished.add(1);
  } catch (failure) {
    count(failure);
  }
}

/**
 * The options of a script. A run fails on any error, on a letter lost or out of order, on a key given twice, where a part did not
 * come to its end, where nothing was counted under one of the names in `counted`, and on what LIMITS asks for.
 */
export function runOptions(scenarios, { counted, shown = [] }) {
  const players = Object.values(scenarios).filter(({ executor }) => executor === 'per-vu-iterations');
  const thresholds = {
    parts_finished: [`count==${players.reduce((sum, { vus }) => sum + vus, 0)}`],
    dropped_iterations: ['count==0'],
    ...never('messages_lost', 'messages_out_of_order', 'one_time_keys_twice', 'errors'),
    ...never(...NAMES.map((name) => `errors{error:${name}}`)),
  };
  for (const name of counted) thresholds[name] = ['count>0'];
  for (const name of shown) thresholds[name] = []; // k6 tells the summary of a metric by tag where a threshold names that
  for (const limit of asked.limits) {
    const [metric, expression] = limit.split(':');
    (thresholds[metric] ??= []).push(expression);
  }
  const waiting = `${Math.ceil(60 + asked.patience + asked.users / 5)}s`;
  return { scenarios, thresholds, setupTimeout: waiting, teardownTimeout: waiting, summaryTrendStats: STATISTICS };
}

/** What is told of times, in this order. */
export const STATISTICS = ['count', 'min', 'p(50)', 'p(95)', 'p(99)', 'max'];

function never(...metrics) {
  return Object.fromEntries(metrics.map((name) => [name, ['count==0']]));
}
