import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { People } from './support/people.ts';

describe('with a server', () => {
  let people: People;

  before(async () => {
    people = await People.create();
  });

  after(() => people.close());

  it('two users write to each other, at once and again', async () => {
    const [alice, bob] = [await people.person(), await people.person()];
    await alice.knows({ bob });

    await alice.writes(bob, 'hello');
    assert.equal(await bob.hears(), 'hello');
    const texts = Array.from({ length: 10 }, (_, i) => `message ${i}`);
    for (const [one, other] of [[bob, alice] as const, [alice, bob] as const]) {
      const sent = texts.map((text) => one.writes(other, text));
      const heard = new Set<string>();
      for (const _ of texts) {
        heard.add(await other.hears());
      }
      assert.deepEqual([...heard].sort(), texts);
      await Promise.all(sent);
    }
  });

  it('both begin a session at the same time', async () => {
    const [alice, bob] = [await people.person(), await people.person()];

    await Promise.all([alice.writes(bob, 'from Alice'), bob.writes(alice, 'from Bob')]);
    assert.deepEqual([await alice.hears(), await bob.hears()], ['from Bob', 'from Alice']);
    await Promise.all([alice.writes(bob, 'Alice again'), bob.writes(alice, 'Bob again')]);
    assert.deepEqual([await alice.hears(), await bob.hears()], ['Bob again', 'Alice again']);
  });

  it('a session survives restarts of both, and what was sent meanwhile waits', async () => {
    const [alice, bob] = [await people.person('alice'), await people.person('bob')];
    await alice.writes(bob, 'hello');
    await bob.hears();
    await bob.writes(alice, 'hi');
    await alice.hears();
    await people.leaves(bob);
    await alice.writes(bob, 'one');
    await alice.writes(bob, 'two');
    await people.leaves(alice);

    const bobAgain = await people.person('bob');
    assert.deepEqual([await bobAgain.hears(), await bobAgain.hears()], ['one', 'two']);
    await bobAgain.writes(alice, 'three');
    const aliceAgain = await people.person('alice');
    assert.equal(await aliceAgain.hears(), 'three');
    assert.deepEqual(
      aliceAgain.messenger.latest(3).map(({ text }) => text),
      ['one', 'two', 'three'],
    );
  });

  it('a message to a user without a device fails', async () => {
    const alice = await people.person();
    const nobody = new Uint8Array(alice.userID);
    nobody[7] = (nobody[7] ?? 0) ^ 1;

    await assert.rejects(alice.messenger.send(nobody, 'hello'), { errorName: 'unknown_user' });
  });

  it('what a blocked contact sends is dropped', async () => {
    const [alice, bob, carol] = [await people.person('blocking'), await people.person(), await people.person()];
    await alice.knows({ bob });
    const contact = alice.messenger.contacts[0];
    assert.ok(contact);
    await alice.messenger.block(contact, true);
    await people.leaves(alice);
    await bob.writes(alice, 'dropped');

    // It waits at the server, so it arrives before what is sent later.
    const again = await people.person('blocking');
    await carol.writes(again, 'from Carol');
    assert.equal(await again.hears(), 'from Carol');
    await again.messenger.block({ ...contact, blocked: true }, false);
    await bob.writes(again, 'hello');
    assert.equal(await again.hears(), 'hello');
  });

  it('a group shares sender keys, and who is removed reads nothing more', async () => {
    const [alice, bob, carol] = [await people.person(), await people.person(), await people.person()];
    await alice.knows({ bob, carol });
    const group = await alice.messenger.createGroup('climbers', alice.messenger.contacts);

    await alice.messenger.sendToGroup(group, 'hello all');
    for (const member of [bob, carol]) {
      const heard = await member.hearsMessage();
      assert.deepEqual([heard.text, heard.senderID, heard.groupID], ['hello all', alice.userID, group.groupID]);
    }
    alice.sent.length = 0;
    await alice.messenger.sendToGroup(group, 'in one frame');
    assert.deepEqual([await bob.hears(), await carol.hears()], ['in one frame', 'in one frame']);
    assert.deepEqual(
      alice.sent.map((payload) => (payload.type === 'multiMessage' ? payload.parts.length : payload.type)),
      [2],
    );
    const [bobs] = bob.messenger.groups;
    assert.ok(bobs);
    await bob.messenger.sendToGroup(bobs, 'hi');
    assert.deepEqual([await alice.hears(), await carol.hears()], ['hi', 'hi']);

    await alice.messenger.removeMember(group, carol.userID);
    await alice.messenger.sendToGroup(alice.messenger.groups[0] ?? group, 'without Carol');
    assert.equal(await bob.hears(), 'without Carol');
    await alice.writes(carol, 'sorry');
    assert.equal(await carol.hears(), 'sorry');
  });
});
