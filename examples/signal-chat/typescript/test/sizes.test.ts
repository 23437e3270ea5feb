import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeContent } from '../src/content.ts';
import { groups } from '../src/groups.ts';
import type { Sealed } from '../src/sealing.ts';
import { Stores } from '../src/stores.ts';
import { Folder } from './support/folder.ts';
import { Offline } from './support/offline.ts';

const MEMBERS = 100;
const HEAD_BYTES = 49;

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

describe('a text for a hundred devices', () => {
  let folder: Folder;
  const members: Offline[] = [];

  before(async () => {
    folder = await Folder.create();
  });

  after(async () => {
    await Promise.all(members.map(({ journal }) => journal.close()));
    await folder.remove();
  });

  it('takes less than an eighth of the bytes when it is sealed for all of them together', async (t) => {
    const sender = await Offline.create(folder.in('sender'));
    members.push(sender);
    for (let member = 0; member < MEMBERS; member++) {
      const offline = await Offline.create(folder.in(`member-${member}`));
      members.push(offline);
      await sender.begins(await offline.served());
    }
    const recipients = members.slice(1);
    const plaintext = encodeContent({ case: 'text', value: { text: 'Shall we meet at eight?' } });

    const alone: number[] = [];
    for (const recipient of recipients) {
      // Once it is answered, a session's messages are shorter: they carry no keys.
      await recipient.opens(await sender.seals(recipient, plaintext));
      await sender.opens(await recipient.seals(sender, plaintext));
      alone.push((await sender.seals(recipient, plaintext)).length);
    }
    const together = await sealedTogether(sender, recipients, plaintext);

    const shared = together[0]!.bytes.length - HEAD_BYTES;
    assert.ok(together.every(({ bytes }) => Buffer.compare(bytes.subarray(HEAD_BYTES), together[0]!.bytes.subarray(HEAD_BYTES)) === 0));
    const [each, once] = [sum(alone), MEMBERS * HEAD_BYTES + shared];
    t.diagnostic(`${each} bytes of sealed messages one by one, ${once} together`);
    assert.ok(once * 8 < each);
  });
});

function sealedTogether(sender: Offline, recipients: readonly Offline[], plaintext: Uint8Array<ArrayBuffer>): Promise<readonly Sealed[]> {
  const groupID = new Uint8Array(32);
  return sender.journal.transaction(async (transaction) => {
    const distribution = groups.distribution(transaction, groupID);
    await groups.senderKey(sender.account, transaction, distribution);
    const to = recipients.map(({ account: { userID, deviceID } }) => ({ userID, deviceID }));
    return sender.sealing.sealForGroup(new Stores(sender.account, transaction), groupID, distribution.id, to, plaintext);
  });
}
