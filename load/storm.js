// Reconnect storms: all users are online, all sockets drop at once, each user is sent a message, and all users reconnect.
import { asked } from './lib/options.js';
import { weather } from './lib/plays/storm.js';
import { parts, playPart, runOptions } from './lib/run.js';
import { summary } from './lib/summary.js';

export { setup, teardown } from './lib/census.js';

const { duration: calm, rounds, spread } = asked;

export const options = runOptions({ storm: parts('storm', { seconds: rounds * (calm + spread) }) }, { counted: ['messages_received'] });

export function storm() {
  return playPart((users) => weather({ users, calm, spread, rounds }));
}

export const handleSummary = summary('storm');
