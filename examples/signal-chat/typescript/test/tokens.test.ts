import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { isAdmitted } from '../src/access.ts';
import { contacts } from '../src/contacts.ts';
import { groups } from '../src/groups.ts';
import { Journal } from '../src/journal.ts';
import { rotation } from '../src/rotation.ts';
import { ownTokens } from '../src/tokens.ts';
import { ContactSchema } from '../src/wire/signal-chat_pb.ts';
import { Folder } from './support/folder.ts';

const user = (byte: number): Uint8Array<ArrayBuffer> => new Uint8Array(33).fill(byte);
const [SELF, OWNER, MEMBER] = [user(1), user(2), user(3)];

describe('the tokens of a user', () => {
  let folder: Folder;

  before(async () => {
    folder = await Folder.create();
  });

  after(() => folder.remove());

  it('are for members of a group only if its owner is an accepted contact', async () => {
    const journal = await Journal.open(folder.in('group'));
    const admitted = (): readonly boolean[] => [OWNER, MEMBER].map((userID) => isAdmitted({ userID: SELF }, journal, userID));
    await journal.transaction((transaction) => {
      contacts.ofSender(transaction, OWNER);
      groups.save(transaction, groups.begin('climbers', OWNER, [SELF, MEMBER]));
    });
    assert.deepEqual(admitted(), [false, false]);

    await journal.transaction((transaction) => contacts.save(transaction, create(ContactSchema, { userID: OWNER, name: 'owner', accepted: true })));
    assert.deepEqual(admitted(), [true, true]);
    await journal.close();
  });

  it('are not dropped by a rotation while nobody has the token of the next one', async () => {
    const journal = await Journal.open(folder.in('rotation'));
    await journal.transaction((transaction) => {
      ownTokens.add(transaction);
      rotation.begin(transaction, []);
      rotation.handOut(transaction);
    });
    const handedOut = rotation.token(journal);

    await journal.transaction((transaction) => {
      rotation.begin(transaction, []);
      rotation.finish(transaction);
    });
    assert.deepEqual(rotation.token(journal), handedOut);
    await journal.transaction((transaction) => {
      rotation.handOut(transaction);
      rotation.finish(transaction);
    });
    assert.notDeepEqual(rotation.token(journal), handedOut);
    assert.equal(ownTokens.all(journal).length, 1);
    await journal.close();
  });
});
