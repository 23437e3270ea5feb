// Logins at a fixed rate: each client connects, logs in and disconnects.
import exec from 'k6/execution';
import { asked } from './lib/options.js';
import { logInOnce } from './lib/plays/login.js';
import { arrivals, runOptions } from './lib/run.js';
import { flatStages } from './lib/shape.js';
import { summary } from './lib/summary.js';

export { setup, teardown } from './lib/census.js';

export const options = runOptions({ login: arrivals('login', flatStages(asked.rate, asked.duration)) }, { counted: ['logins'] });

export function login() {
  return logInOnce({ attempt: exec.scenario.iterationInTest });
}

export const handleSummary = summary('login', { paced: ['login'] });
