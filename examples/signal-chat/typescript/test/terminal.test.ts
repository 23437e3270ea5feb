import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeContent } from '../src/content.ts';
import { decodeLink } from '../src/links.ts';
import type { Link } from '../src/links.ts';
import { admits, outcomeOfLargeMessage, until } from './support/admission.ts';
import type { Folder } from './support/folder.ts';
import { sealedAs } from './support/forgery.ts';
import { People } from './support/people.ts';
import { nextServer } from './support/servers.ts';
import { StaleServer } from './support/stale-server.ts';
import { JAVA, TYPESCRIPT, Terminal } from './support/terminal.ts';
import type { Program } from './support/terminal.ts';

/** The bytes in which messages differ that were sealed together. */
const HEAD_BYTES = 49;

/** Who plays the first person and the second. */
const PAIRS: readonly (readonly [Program, Program])[] = JAVA
  ? [
      [JAVA, TYPESCRIPT],
      [TYPESCRIPT, JAVA],
    ]
  : [[TYPESCRIPT, TYPESCRIPT]];

for (const [first, second] of PAIRS) {
  describe(`the chat in a terminal, in ${first.language} and ${second.language}`, () => chats(first, second));
}

function chats(first: Program, second: Program): void {
  let people: People;
  let folder: Folder;
  const terminals: Terminal[] = [];

  before(async () => {
    people = await People.create();
    folder = people.folder;
  });

  after(async () => {
    terminals.forEach((terminal) => terminal.kill());
    await people.close();
  });

  function opens(program: Program, state: string, ...command: readonly string[]): Terminal {
    return opensAt(nextServer(), program, state, ...command);
  }

  function opensAt(server: string, program: Program, state: string, ...command: readonly string[]): Terminal {
    const terminal = new Terminal(program, '--server', server, '--state', folder.in(state), ...command);
    terminals.push(terminal);
    return terminal;
  }

  it('is a conversation of two people', async () => {
    const [alice, bob] = [opens(first, 'alice'), opens(second, 'bob')];
    alice.types('/invite');
    const link = await alice.shows(/^signalchat:invite\?.*$/);
    bob.types(`/add alice ${link}`);
    bob.types('hello Alice');
    await bob.shows(/^✓ hello Alice$/);
    const stranger = (await alice.shows(/^stranger-\w+: hello Alice$/)).split(':')[0];
    alice.types(`/name ${stranger} bob`);
    alice.types('hello Bob');
    await bob.shows(/^alice: hello Bob$/);

    alice.types('/safety bob');
    bob.types('/safety alice');
    const digits = /^(\d{5} ){11}\d{5}$/;
    assert.equal(await alice.shows(digits), await bob.shows(digits));

    bob.types('/group us alice');
    bob.types('we two');
    await alice.shows(/^\[us\] bob: we two$/);
    alice.types('/quit');
    bob.ends();
    assert.deepEqual([await alice.exits(), await bob.exits()], [0, 0]);

    const again = opens(first, 'alice');
    await again.shows(/^bob: hello Alice$/);
    again.ends();
    assert.equal(await again.exits(), 0);
  });

  it('seals a text to a group for all members together', async () => {
    const alice = opens(first, 'owner');
    const members = [await people.person(), await people.person()];
    members.forEach((member, i) => alice.types(`/add member${i} ${member.messenger.invitation}`));
    alice.types('/group us member0 member1');
    for (const text of ['hello all', 'hello again']) {
      alice.types(text);
      assert.deepEqual(await Promise.all(members.map((member) => member.hears())), [text, text]);
    }
    const [one, other] = members.map(({ sealed }) => new Set(sealed.map((message) => String(message.subarray(HEAD_BYTES)))));
    assert.ok(one && other);
    assert.equal([...one].filter((shared) => other.has(shared)).length, 2);
    alice.ends();
    assert.equal(await alice.exits(), 0);
  });

  it('links a second device, and restores a lost one', async () => {
    const phone = opens(first, 'phone');
    const tablet = opens(second, 'tablet', 'link');
    const link = await tablet.shows(/^signalchat:device\?.*$/);
    phone.types(`/link ${link}`);
    await phone.shows(/^linked device 2$/);
    await tablet.reports(/^# this is now device 2$/);
    phone.types('/invite');
    tablet.types('/invite');
    const invitation = /^signalchat:invite\?.*$/;
    const shown = await phone.shows(invitation);
    assert.equal(await tablet.shows(invitation), shown);
    tablet.types(`/backup ${folder.in('backup')}`);
    const code = (await tablet.shows(/^the recovery code of this backup: /)).split(': ')[1] ?? '';
    tablet.ends();
    phone.ends();
    assert.deepEqual([await tablet.exits(), await phone.exits()], [0, 0]);

    const restored = opens(first, 'new-tablet', 'restore', folder.in('backup'));
    restored.types(code);
    restored.types('/invite');
    // It has another token: the backup's may have ended since.
    const again = await restored.shows(/signalchat:invite\?.*$/);
    assert.deepEqual(decodeLink('invite', again.slice(again.indexOf('signalchat:'))).userID, decodeLink('invite', shown).userID);
    restored.ends();
    assert.equal(await restored.exits(), 0);
    const wrong = opens(second, 'third-tablet', 'restore', folder.in('backup'));
    wrong.types('another code');
    await wrong.reports(/^signal-chat: the recovery code is not that of this backup/);
    assert.equal(await wrong.exits(), 1);
  });

  it("refuses a message that carries a contact's name beside another key", async () => {
    const alice = opens(first, 'deceived');
    alice.types('/invite');
    const { userID } = decodeLink('invite', await alice.shows(/^signalchat:invite\?.*$/));
    const [bob, mallory] = [await people.person(), await people.person()];
    await bob.messenger.send(userID, 'I am Bob');
    await alice.shows(/: I am Bob$/);
    await mallory.messenger.send(userID, 'I am Mallory');
    await alice.shows(/: I am Mallory$/);

    const recipient = { userID, deviceID: 1 };
    const plaintext = encodeContent({ case: 'text', value: { text: 'I am Bob as well' } });
    const forged = await sealedAs(bob.messenger.account, mallory.messenger, recipient, plaintext);
    await mallory.messenger.sender.send(recipient, forged.sealed);
    await mallory.messenger.send(userID, 'that was me');
    assert.doesNotMatch((await alice.showsUntil(/: that was me$/)).join(' '), /as well/);
    alice.ends();
    assert.equal(await alice.exits(), 0);
  });

  it('seals a message again for a recipient who has reinstalled', async () => {
    const alice = opens(first, 'persistent');
    const bob = await people.person();
    alice.types(`/add bob ${bob.messenger.invitation}`);
    alice.types('before');
    assert.equal(await bob.hears(), 'before');

    const again = await people.reinstalledInSecret(bob);
    alice.types('after');
    assert.equal(await again.hears(), 'after');
    await alice.shows(/^✓ after$/);
    assert.deepEqual(again.sent, []);
    alice.ends();
    assert.equal(await alice.exits(), 0);
  });

  it('seals a message three times more at most, and says that it could not be sent', async (test) => {
    const [server, bob] = [await StaleServer.start(), await people.person()];
    test.after(() => server.close());
    const deceived = opensAt(server.url, first, 'at-a-stale-server');
    deceived.types(`/add bob ${bob.messenger.invitation}`);
    deceived.types('lost');
    await deceived.shows(/^error: stale_device/);
    assert.equal(server.refused, 4);
    deceived.ends();
    assert.equal(await deceived.exits(), 0);

    const alice = opens(first, 'at-a-stale-server');
    alice.types('/to bob');
    alice.types('hello');
    assert.equal(await bob.hears(), 'hello');
    alice.ends();
    assert.equal(await alice.exits(), 0);
  });

  it('makes a blocked contact a stranger, for all devices of the user, and nobody else', async () => {
    const [phone, bob, mallory] = [opens(first, 'blocking'), opens(second, 'friend'), await people.person()];
    const { text, userID, deliveryToken } = await invitation(phone);
    assert.ok(deliveryToken);
    await mallory.messenger.addContact('alice', text);
    await mallory.messenger.send(userID, 'I am Mallory');
    const blocked = (await phone.shows(/^stranger-\w+: I am Mallory$/)).split(':')[0];
    bob.types(`/add alice ${text}`);
    bob.types('I am Bob');
    const friend = (await phone.shows(/^stranger-\w+: I am Bob$/)).split(':')[0];
    phone.types(`/name ${friend} bob`);
    const tablet = opens(second, 'blocking-tablet', 'link');
    phone.types(`/link ${await tablet.shows(/^signalchat:device\?.*$/)}`);
    assert.deepEqual((await invitation(tablet)).deliveryToken, deliveryToken);
    assert.equal(await admits({ userID }, mallory, deliveryToken), true);

    phone.types(`/block ${blocked}`);
    await phone.shows(/ is blocked$/);
    for (const device of [phone, tablet]) {
      await until(async () => String((await invitation(device)).deliveryToken) !== String(deliveryToken));
    }
    assert.deepEqual((await invitation(phone)).deliveryToken, (await invitation(tablet)).deliveryToken);
    await until(async () => (await outcomeOfLargeMessage({ userID }, mallory, deliveryToken)) === 'mailbox_full');
    assert.equal(await admits({ userID }, mallory, deliveryToken), false);
    phone.types('you have another token');
    await bob.shows(/^alice: you have another token$/);
    // No stranger may send so much at once.
    const long = 'which I use '.repeat(400);
    bob.types(long);
    await Promise.all([phone, tablet].map((device) => device.shows(/^bob: (which I use ?)+$/)));
    [phone, tablet, bob].forEach((terminal) => terminal.ends());
    assert.deepEqual(await Promise.all([phone, tablet, bob].map((terminal) => terminal.exits())), [0, 0, 0]);
  });

  it('ends the links that were given to others', async () => {
    const alice = opens(first, 'published');
    const { deliveryToken } = await invitation(alice);
    alice.types('/renew-link');
    await alice.shows(/^the links that you have given to others end/);
    await until(async () => String((await invitation(alice)).deliveryToken) !== String(deliveryToken));
    alice.ends();
    assert.equal(await alice.exits(), 0);
  });

  it('reports what is wrong, and goes on', async () => {
    const alice = opens(first, 'careless');
    for (const [typed, answer] of [
      ['hello', /^error: choose whom to write to with \/to NAME$/],
      ['/to nobody', /^error: you have no contact nobody$/],
      ['/add bob', /^error: usage: \/add NAME LINK$/],
      ['/add bob signalchat:invite?user=AAAA', /^error: this is not a link of the form signalchat:invite\?user=…$/],
      ['/frobnicate', /^error: there is no command \/frobnicate; \/help lists them$/],
      ['/help', /\/quit +leave/],
    ] as const) {
      alice.types(typed);
      await alice.shows(answer);
    }
    const second = opens(first, 'careless');
    await second.reports(/^signal-chat: .*process.* uses this state/);
    assert.equal(await second.exits(), 1);
    alice.ends();
    assert.equal(await alice.exits(), 0);
  });

  it('explains how it is used, and why it does not start', async () => {
    const help = new Terminal(first, '--help');
    await help.shows(/^usage: signal-chat/);
    assert.equal(await help.exits(), 0);
    const wrong = new Terminal(first, '--frobnicate');
    await wrong.reports(/^signal-chat: Unknown option '--frobnicate'/);
    assert.equal(await wrong.exits(), 1);
    const unknown = new Terminal(first, 'frobnicate');
    await unknown.reports(/^signal-chat: there is no command frobnicate; --help lists them$/);
    assert.equal(await unknown.exits(), 1);
    const alone = new Terminal(first, '--server', 'ws://127.0.0.1:1/api', '--state', folder.in('alone'));
    await alone.reports(/^signal-chat: .*refused/i);
    assert.equal(await alone.exits(), 1);
  });
}

/** The link that this terminal shows. */
async function invitation(terminal: Terminal): Promise<Link & { readonly text: string }> {
  terminal.types('/invite');
  const text = await terminal.shows(/^signalchat:invite\?.*$/);
  return { text, ...decodeLink('invite', text) };
}
