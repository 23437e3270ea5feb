// Live messages: anonymous senders send to users who are online, on the same node or another, at a fixed rate.
import { asked } from './lib/options.js';
import { converse } from './lib/plays/converse.js';
import { parts, playPart, runOptions } from './lib/run.js';
import { flat } from './lib/shape.js';
import { summary } from './lib/summary.js';

export { setup, teardown } from './lib/census.js';

export const options = runOptions({ deliver: parts('deliver') }, { counted: ['messages_received'] });

export function deliver() {
  return playPart((users) => converse({ users, rateAt: flat((asked.rate * users.length) / asked.users), seconds: asked.duration }));
}

export const handleSummary = summary('deliver', { paced: ['send_to_ack', 'send_to_receive'] });
