// Messages to offline users at a fixed rate; then all users log in at once and drain their mailboxes.
import { asked } from './lib/options.js';
import { writeToAbsent } from './lib/plays/converse.js';
import { parts, playPart, runOptions } from './lib/run.js';
import { flat } from './lib/shape.js';
import { summary } from './lib/summary.js';

export { setup, teardown } from './lib/census.js';

export const options = runOptions({ offline: parts('offline') }, { counted: ['messages_received'] });

export function offline() {
  return playPart((users) => writeToAbsent({
    users,
    rateAt: flat((asked.rate * users.length) / asked.users),
    seconds: asked.duration,
    rounds: asked.rounds,
  }));
}

export const handleSummary = summary('offline', { paced: ['send_to_ack'] });
