import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from './person.ts';

/** Whether all devices of this user give an asker with this token what strangers do not get: one-time keys. */
export async function admits({ userID }: { userID: Uint8Array }, asker: Person, deliveryToken: Uint8Array | undefined): Promise<boolean> {
  const bundles = await asker.messenger.sender.preKeys(userID, deliveryToken && { deliveryToken });
  const answers = new Set(bundles.map(({ oneTimePreKey }) => oneTimePreKey !== undefined));
  assert.equal(answers.size, 1);
  return answers.has(true);
}

/** What becomes of a message to the first device that is too large for a stranger: `accepted`, or why the server does not take it. */
export function outcomeOfLargeMessage({ userID }: { userID: Uint8Array }, from: Person, deliveryToken: Uint8Array | undefined): Promise<string> {
  const { sender } = from.messenger;
  return new Promise((resolve, reject) => {
    // Refused for the time being: it is sent again until the test ends.
    sender.onRefused((_, why) => resolve(why.errorName));
    const sent = sender.send({ userID, deviceID: 1 }, new Uint8Array(5000), deliveryToken && { deliveryToken });
    sent.then(() => resolve('accepted'), reject);
  });
}

/** Waits for what happens without an event. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < end, 'nothing has changed for a minute');
    await pause(20);
  }
}
