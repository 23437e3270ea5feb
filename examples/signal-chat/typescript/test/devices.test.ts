import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { Account } from '../src/account.ts';
import { restoreBackup, writeBackup } from '../src/backup.ts';
import { beginWith } from '../src/keepsakes.ts';
import { ContactSchema, KeepsakesSchema } from '../src/wire/signal-chat_pb.ts';
import { People } from './support/people.ts';

describe('the devices of a user', () => {
  let people: People;

  before(async () => {
    people = await People.create();
  });

  after(() => people.close());

  it('are linked through an ephemeral user, and get what is sent to each and by each', async () => {
    const [alice, bob] = [await people.person(), await people.person()];
    await alice.knows({ bob });
    await bob.knows({ alice });
    await bob.writes(alice, 'before');
    assert.equal(await alice.hears(), 'before');
    const group = await alice.messenger.createGroup('climbers', alice.messenger.contacts);
    await alice.messenger.sendToGroup(group, 'hello all');
    assert.equal(await bob.hears(), 'hello all');

    const tablet = await people.linked(alice, 'tablet');
    assert.equal(tablet.messenger.account.deviceID, 2);
    assert.deepEqual(tablet.userID, alice.userID);
    assert.deepEqual(
      tablet.messenger.contacts.map(({ name }) => name),
      ['bob'],
    );

    await tablet.writes(bob, 'from the tablet');
    assert.deepEqual([await bob.hears(), await alice.hears()], ['from the tablet', 'from the tablet']);
    await bob.writes(alice, 'to both');
    assert.deepEqual([await alice.hears(), await tablet.hears()], ['to both', 'to both']);
    await alice.messenger.sendToGroup(group, 'from the phone');
    assert.deepEqual([await bob.hears(), await tablet.hears()], ['from the phone', 'from the phone']);
    await tablet.messenger.sendToGroup(tablet.messenger.groups[0] ?? group, 'tablet to all');
    assert.deepEqual([await bob.hears(), await alice.hears()], ['tablet to all', 'tablet to all']);
  });

  it('have other numbers each', async () => {
    const alice = await people.person();
    const [two, three] = [await people.linked(alice, 'second'), await people.linked(alice, 'third')];

    assert.deepEqual([two.messenger.account.deviceID, three.messenger.account.deviceID], [2, 3]);
    await assert.rejects(alice.messenger.linkDevice(alice.messenger.invitation), /signalchat:device/);
  });

  it('begin all sessions again after a reinstall, and what nobody could open is sent again', async () => {
    const [alice, bob] = [await people.person(), await people.person('reinstalled')];
    await alice.knows({ bob });
    await bob.knows({ alice });
    await alice.writes(bob, 'hello');
    await bob.hears();
    await bob.writes(alice, 'hi');
    await alice.hears();
    const { identity, registrationID } = bob.messenger.account;
    await people.leaves(bob);
    const waiting = [alice.writes(bob, 'one'), alice.writes(bob, 'two')];
    await Promise.all(waiting);

    // The keystore of the platform has kept the identity, and a friend's userID.
    const friend = create(ContactSchema, { userID: alice.userID, name: 'alice', accepted: true });
    const keepsakes = create(KeepsakesSchema, { contacts: [friend] });
    const reinstalled = Account.begin(identity, 1, registrationID);
    await people.inState('again', (journal) => journal.transaction((transaction) => beginWith(transaction, reinstalled, keepsakes)));
    const again = await people.person('again');
    assert.notEqual(again.messenger.account.registrationID, registrationID);
    assert.deepEqual([await again.hears(), await again.hears()].sort(), ['one', 'two']);
    await alice.writes(again, 'three');
    assert.equal(await again.hears(), 'three');
    await again.writes(alice, 'four');
    assert.equal(await alice.hears(), 'four');
  });

  it('get a message sealed again that was sealed for the registration before', async () => {
    const [alice, bob] = [await people.person(), await people.person()];
    await alice.knows({ bob });
    await alice.writes(bob, 'hello');
    await bob.hears();
    const [former, present] = [bob.messenger.account, await people.reinstalledInSecret(bob)];
    alice.sent.length = 0;
    await alice.writes(present, 'one');
    assert.equal(await present.hears(), 'one');
    const sent = alice.sent.filter((payload) => payload.type === 'outboundMessage');
    assert.deepEqual(
      sent.map(({ registrationID }) => registrationID),
      [former.registrationID, present.messenger.account.registrationID],
    );
    const hasWritten = present.sent.some(({ type }) => type === 'outboundMessage');
    assert.equal(hasWritten, false);
  });

  it('get a message to a group sealed again', async () => {
    const [alice, bob] = [await people.person(), await people.person()];
    await alice.knows({ bob });
    const group = await alice.messenger.createGroup('us', alice.messenger.contacts);
    await alice.messenger.sendToGroup(group, 'hello');
    await bob.hears();
    const [former, present] = [bob.messenger.account, await people.reinstalledInSecret(bob)];
    alice.sent.length = 0;
    await alice.messenger.sendToGroup(group, 'one');
    assert.equal(await present.hears(), 'one');
    const [together] = alice.sent.filter((payload) => payload.type === 'multiMessage');
    assert.deepEqual(
      together?.parts.map(({ registrationID }) => registrationID),
      [former.registrationID],
    );
    await alice.messenger.sendToGroup(group, 'two');
    assert.equal(await present.hears(), 'two');
  });

  it('are restored from a backup with other keys, and know their contacts, groups and texts', async () => {
    const [alice, bob] = [await people.person(), await people.person('to-restore')];
    await alice.knows({ bob });
    await bob.knows({ alice });
    const group = await alice.messenger.createGroup('climbers', alice.messenger.contacts);
    await alice.messenger.sendToGroup(group, 'hello all');
    assert.equal(await bob.hears(), 'hello all');
    const file = people.folder.in('backup');
    const code = await writeBackup(bob.messenger.account, bob.messenger.journal, file);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const { registrationID } = bob.messenger.account;
    await people.leaves(bob);
    await alice.messenger.sendToGroup(group, 'while Bob is away');

    await people.inState('restored', async (journal) => {
      await assert.rejects(restoreBackup(journal, file, 'another code'), /not that of this backup/);
      await restoreBackup(journal, file, code);
      await assert.rejects(restoreBackup(journal, file, code), /the state is in use/);
    });
    const restored = await people.person('restored');
    assert.notEqual(restored.messenger.account.registrationID, registrationID);
    assert.deepEqual(restored.userID, bob.userID);
    assert.equal(restored.messenger.latest(1)[0]?.text, 'hello all');
    assert.equal(await restored.hears(), 'while Bob is away');
    await alice.messenger.sendToGroup(group, 'Bob is back');
    assert.equal(await restored.hears(), 'Bob is back');
    await restored.messenger.sendToGroup(restored.messenger.groups[0] ?? group, 'I am');
    assert.equal(await alice.hears(), 'I am');
  });
});
