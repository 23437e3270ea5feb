import { now, pause } from '../clock.js';
import { Conversation } from '../conversation.js';
import { each } from '../crowd.js';
import { TIMES } from '../metrics.js';
import { asked } from '../options.js';
import { pace } from '../pace.js';

/** Letters to users who are online all the time, sent to one after the other at a rate. */
export async function converse({ users, rateAt, seconds }) {
  const conversations = users.map((user) => new Conversation(user, { timed: true }));
  try {
    const met = await each(conversations, (conversation) => conversation.meet());
    const online = await each(met, (conversation) => conversation.arrive());
    await pace({ rateAt, seconds, act: inTurn(online) });
    await settle(online);
  } finally {
    await end(conversations);
  }
}

/** Letters to users who are away; then all come back at once, and catch up. As often as `rounds` says, in `seconds` altogether. */
export async function writeToAbsent({ users, rateAt, seconds, rounds }) {
  const conversations = users.map((user) => new Conversation(user, { timed: false }));
  try {
    const met = await each(conversations, (conversation) => conversation.meet());
    for (let round = 0; round < rounds; round += 1) {
      const began = (round * seconds) / rounds;
      await pace({ rateAt: (second) => rateAt(began + second), seconds: seconds / rounds, act: inTurn(met) });
      await each(met, (conversation) => conversation.arrive());
      await settle(met);
      await each(met, catchUp);
    }
  } finally {
    await end(conversations);
  }
}

/** Waits until all letters have arrived, or DRAIN has passed. Who is cut off meanwhile tries to come back, each time at the next node. */
export async function settle(conversations) {
  const deadline = now() + asked.drain * 1000;
  const open = () => conversations.filter(({ isSettled }) => !isSettled);
  while (open().length > 0 && now() < deadline) {
    const cutOff = open().filter(({ isCutOff }) => isCutOff);
    await each(cutOff, (conversation) => conversation.arrive());
    await pause(cutOff.length > 0 ? 0.5 : 0.02);
  }
}

/** Closes everything, and counts what was lost. */
export function end(conversations) {
  return Promise.all(conversations.map((conversation) => conversation.end()));
}

function inTurn(conversations) {
  let turn = 0;
  return () => conversations[(turn += 1) % conversations.length]?.send();
}

async function catchUp(conversation) {
  const millis = conversation.catchUpMillis;
  if (millis !== undefined) TIMES.catch_up.add(millis);
  await conversation.leave();
}
