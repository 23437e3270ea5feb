import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Payload } from 'messaging-server-client';
import { equal } from '../src/bytes.ts';
import { decodeLink } from '../src/links.ts';
import { ownTokens } from '../src/tokens.ts';
import { admits, outcomeOfLargeMessage, until } from './support/admission.ts';
import { People } from './support/people.ts';
import type { Person } from './support/person.ts';

describe('strangers', () => {
  let people: People;

  before(async () => {
    people = await People.create();
  });

  after(() => people.close());

  it('are all who have no invitation, until they get a token in a message', async () => {
    const [alice, bob] = [await people.person(), await people.person()];
    assert.equal(await admits(alice, bob, undefined), false);
    assert.equal(await admits(alice, bob, tokenOf(alice)), true);

    await bob.knows({ alice });
    await bob.writes(alice, 'with the token of the invitation');
    assert.equal(await alice.hears(), 'with the token of the invitation');
    await alice.writes(bob, 'with the token that came with the message');
    assert.equal(await bob.hears(), 'with the token that came with the message');
    assert.deepEqual(tokensSent(bob, alice), [tokenOf(alice)]);
    assert.deepEqual(tokensSent(alice, bob), [tokenOf(bob)]);
  });

  it('are not the members of a group, who get a token from each other', async () => {
    const [alice, bob, carol] = [await people.person(), await people.person(), await people.person()];
    await alice.knows({ bob, carol });
    await Promise.all([bob.knows({ alice }), carol.knows({ alice })]);
    await alice.messenger.createGroup('climbers', alice.messenger.contacts);
    await until(() => [bob, carol].every(({ messenger }) => messenger.groups.length === 1 && messenger.journal.keys('token/').length === 2));

    bob.sent.length = 0;
    const [group] = bob.messenger.groups;
    assert.ok(group);
    await bob.messenger.sendToGroup(group, 'hi');
    assert.deepEqual([await alice.hears(), await carol.hears()], ['hi', 'hi']);
    assert.deepEqual(new Set(tokensSent(bob, carol).map(String)), new Set([String(tokenOf(carol))]));
  });

  it('are contacts who were blocked, and nobody else', async () => {
    const [alice, bob, mallory] = [await people.person(), await people.person(), await people.person()];
    await alice.knows({ bob, mallory });
    await Promise.all([bob.knows({ alice }), mallory.knows({ alice })]);
    const former = tokenOf(alice);
    assert.equal(await admits(alice, mallory, former), true);

    await alice.blocks(mallory);
    assert.notDeepEqual(tokenOf(alice), former);
    assert.equal(await admits(alice, mallory, former), false);
    assert.equal(await outcomeOfLargeMessage(alice, mallory, former), 'mailbox_full');
    assert.equal(await outcomeOfLargeMessage(alice, bob, tokenOf(alice)), 'accepted');
    await alice.writes(bob, 'you have another token');
    assert.equal(await bob.hears(), 'you have another token');
    bob.sent.length = 0;
    await bob.writes(alice, 'which I use');
    assert.equal(await alice.hears(), 'which I use');
    assert.deepEqual(tokensSent(bob, alice), [tokenOf(alice)]);
    assert.equal(await admits(alice, bob, tokenOf(alice)), true);
  });

  it('are those for all devices whom one of them blocked before it stopped', async () => {
    const [alice, mallory] = [await people.person('stopping'), await people.person()];
    await alice.knows({ mallory });
    const tablet = await people.linked(alice, 'other-than-stopping');
    const isBlocked = ({ messenger }: Person): boolean => messenger.contacts.some(({ blocked }) => blocked);
    await until(() => alice.messenger.directory.known(alice.userID).size === 2);
    stopsAfterTransaction(alice, isBlocked);

    await assert.rejects(alice.blocks(mallory), /stopped/);
    await people.leaves(alice);
    await people.person('stopping');

    await until(() => isBlocked(tablet));
  });

  it('are those who come with a link that the user has ended', async () => {
    const [alice, bob, mallory] = [await people.person(), await people.person(), await people.person()];
    await alice.knows({ bob });
    const former = tokenOf(alice);
    assert.equal(await admits(alice, mallory, former), true);

    await alice.messenger.renewInvitation();

    assert.equal(await admits(alice, mallory, former), false);
    assert.equal(await admits(alice, mallory, tokenOf(alice)), true);
    assert.equal(await outcomeOfLargeMessage(alice, bob, tokenOf(alice)), 'accepted');
  });

  it('get a token again once they are no longer blocked', async () => {
    const [alice, bob] = [await people.person(), await people.person()];
    await alice.knows({ bob });
    await bob.knows({ alice });
    await alice.blocks(bob);

    await alice.blocks(bob, false);
    await alice.writes(bob, 'sorry');
    assert.equal(await bob.hears(), 'sorry');
    await bob.writes(alice, 'never mind');
    assert.equal(await alice.hears(), 'never mind');
    assert.deepEqual(tokensSent(bob, alice), [tokenOf(alice)]);
  });

  it('are the same people for all devices, and a token ends once all devices have the next one', async () => {
    const [alice, bob, mallory] = [await people.person(), await people.person(), await people.person()];
    await alice.knows({ bob, mallory });
    await bob.knows({ alice });
    const former = tokenOf(alice);
    const tablet = await people.linked(alice, 'tablet');
    assert.deepEqual(tokenOf(tablet), former);
    await tablet.writes(bob, 'from the tablet');
    assert.deepEqual([await alice.hears(), await bob.hears()], ['from the tablet', 'from the tablet']);
    await people.leaves(tablet);

    await alice.blocks(mallory);
    // While the tablet is away, it would take the others for strangers if they had the new token.
    assert.deepEqual(tokenOf(alice), former);
    assert.equal(await admits(alice, mallory, former), true);
    const again = await people.person('tablet');
    await until(() => [alice, again].every(isSettled));
    assert.notDeepEqual(tokenOf(alice), former);
    assert.deepEqual(tokenOf(again), tokenOf(alice));
    assert.equal(await admits(alice, mallory, former), false);
    assert.equal(await admits(alice, bob, tokenOf(alice)), true);
    assert.deepEqual(
      again.messenger.contacts.map(({ name, blocked }) => [name, blocked]),
      [
        ['bob', false],
        ['mallory', true],
      ],
    );
  });
});

/** What waits for the transaction that makes this true is not done. */
function stopsAfterTransaction(person: Person, isTrue: (person: Person) => boolean): void {
  const { journal } = person.messenger;
  const transaction = journal.transaction.bind(journal);
  journal.transaction = async (work) => {
    const result = await transaction(work);
    if (isTrue(person)) {
      journal.transaction = transaction;
      throw new Error('stopped');
    }
    return result;
  };
}

type OutboundMessage = Extract<Payload, { type: 'outboundMessage' }>;
type Part = Extract<Payload, { type: 'multiMessage' }>['parts'][number];

/** The token that this user hands out. */
function tokenOf({ messenger }: Person): Uint8Array | undefined {
  return decodeLink('invite', messenger.invitation).deliveryToken;
}

/** The tokens with which this user's messages have gone to another one. */
function tokensSent(from: Person, { userID }: Person): readonly Uint8Array[] {
  const all = from.sent.flatMap((payload): readonly (Part | OutboundMessage)[] =>
    payload.type === 'multiMessage' ? payload.parts : payload.type === 'outboundMessage' ? [payload] : [],
  );
  return all.filter(({ to }) => to && equal(to.userID, userID)).map(({ deliveryToken }) => Uint8Array.from(deliveryToken));
}

/** Whether the server has acked that the newest token is the only one. */
function isSettled({ messenger: { journal } }: Person): boolean {
  const tokens = ownTokens.all(journal);
  return tokens.length === 1 && journal.get('admitted') === String(tokens[0]?.issuedAt);
}
