import exec from 'k6/execution';
import { now, pause } from '../clock.js';
import { Conversation } from '../conversation.js';
import { each } from '../crowd.js';
import { TIMES } from '../metrics.js';
import { end, settle } from './converse.js';

/**
 * Everyone is online; at one moment all sockets drop, a letter is sent to each user, and everyone comes back, at once or over
 * `spread` seconds. A storm comes `calm` seconds after the scenario began, and after each storm before it, `rounds` in all.
 */
export async function weather({ users, calm, spread, rounds }) {
  const conversations = users.map((user) => new Conversation(user, { timed: false }));
  try {
    const met = await each(conversations, (conversation) => conversation.meet());
    const online = await each(met, (conversation) => conversation.arrive());
    for (let round = 1; round <= rounds; round += 1) {
      await pause(Math.max(0, exec.scenario.startTime / 1000 + round * calm - now() / 1000));
      await storm(online, spread);
    }
  } finally {
    await end(conversations);
  }
}

async function storm(conversations, spread) {
  const dropped = now();
  await Promise.all(conversations.map((conversation) => conversation.leave()));
  conversations.forEach((conversation) => conversation.send());
  const delays = conversations.map(() => Math.random() * spread).sort((one, other) => one - other);
  await each(conversations.map((conversation, index) => [conversation, delays[index]]), async ([conversation, delay]) => {
    await pause(Math.max(0, delay - (now() - dropped) / 1000));
    await conversation.arrive();
    TIMES.back_online.add(now() - dropped);
  });
  await settle(conversations);
}
