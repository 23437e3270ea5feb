import { list, number, seconds, stopOnProblems, word } from './env.js';
import { TIMES } from './metrics.js';

const users = number('USERS', { otherwise: 20, from: 1, to: 1000000 });
const rate = number('RATE', { otherwise: 50, from: 0.1, to: 1000000, fractions: true });

/** What is asked of a run: the only place where the environment is read. README.md says what each means. */
export const asked = Object.freeze({
  /** WebSocket addresses of the nodes. */
  urls: list('URLS', {
    otherwise: ['ws://localhost:8080/api'],
    shape: /^wss?:\/\/[^\s/?#,]+\/[^\s?#,]*$/,
    allowed: 'addresses like ws://localhost:8080/api, separated by commas',
  }),
  users,
  /** k6's virtual users, each a thread of JavaScript that plays its share of the users. */
  vus: number('VUS', { otherwise: Math.min(users, 10), from: 1, to: 10000 }),
  /** Of all users together, each second. */
  rate,
  hotRate: number('HOT_RATE', { otherwise: rate, from: 0.1, to: 1000000, fractions: true }),
  duration: seconds('DURATION', { otherwise: 10, from: 1, to: 7 * 86400 }),
  rounds: number('ROUNDS', { otherwise: 1, from: 1, to: 10000 }),
  spread: seconds('SPREAD', { otherwise: 0, from: 0, to: 3600 }),
  payloadBytes: number('PAYLOAD', { otherwise: 300, from: 16, to: 16777216 }),
  oneTimeKeys: number('KEYS', { otherwise: 20, from: 0, to: 1000 }),
  /** Seconds that the last letters may take to arrive. */
  drain: seconds('DRAIN', { otherwise: 10, from: 1, to: 3600 }),
  /** Seconds that any other answer may take. */
  patience: seconds('PATIENCE', { otherwise: 10, from: 1, to: 3600 }),
  /** Names the users; another name, other users. Undefined: users that nobody had before. */
  run: word('RUN', { shape: /^[\w-]{1,40}$/, allowed: 'up to 40 letters, digits, - and _' }),
  /** Limits on times, like login:p(95)<300. */
  limits: list('LIMITS', {
    otherwise: [],
    shape: new RegExp(`^(${Object.keys(TIMES).join('|')}):(avg|min|max|med|p\\(\\d+(\\.\\d+)?\\))\\s*<=?\\s*\\d+(\\.\\d+)?$`),
    allowed: `limits in ms like login:p(95)<300, separated by commas, on ${Object.keys(TIMES).join(', ')}`,
  }),
});

stopOnProblems();

/** Stops the run before it starts where it has fewer users than a script can do with. */
export function needUsers(least) {
  if (users < least) throw new Error(`invalid options: USERS=${users}: expected at least ${least}`);
}
