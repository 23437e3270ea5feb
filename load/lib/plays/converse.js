import { Conversation } from '../conversation.js';
import { each } from '../crowd.js';
import { TIMES } from '../metrics.js';
import { asked } from '../options.js';
import { pace, until } from '../pace.js';

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

/** Waits until all letters have arrived or DRAIN has passed; who is not online meanwhile has another try, elsewhere if there is one. */
export async function settle(conversations) {
  await each(conversations.filter(({ isCutOff }) => isCutOff), (conversation) => conversation.arrive());
  await until(() => conversations.every(({ isSettled }) => isSettled), asked.drain);
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
