import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { address, Identity } from '../src/index.ts';
import type { Address, AnonymousConnection } from '../src/index.ts';
import { FRIEND, OTHER, Play, sendAll } from './support/play.ts';
import { preKey, RecordedDevices } from './support/recorded-devices.ts';
import type { Received, ScriptedSocket } from './support/scripted-socket.ts';
import { bytesOf } from './support/text.ts';

const FORMER = { registrationID: 11 };

describe('a device that has registered again', () => {
  let play: Play;
  let devices: RecordedDevices;
  let connection: AnonymousConnection;
  let socket: ScriptedSocket;

  beforeEach(async () => {
    play = await Play.begin();
    devices = new RecordedDevices().with(FRIEND, 11).with(OTHER, 7);
    connection = play.ends(play.client().anonymous({ devices }));
    void connection.connect();
    socket = await play.server.accept();
  });

  afterEach(() => play.end());

  /** Messages for the friend's former registration, as the server gets them. */
  async function written(...texts: readonly string[]): Promise<[readonly Promise<void>[], readonly Received<'outboundMessage'>[]]> {
    const sent = texts.map((text) => connection.send(FRIEND, bytesOf(text), FORMER));
    sent.forEach((promise) => promise.catch(() => {}));
    socket.ack(await socket.expect('requestPreKeys'));
    return [sent, await socket.expectSends(texts.length)];
  }

  it('is asked for its keys when it refuses a message', async () => {
    const [[sent], [message]] = await written('1');

    socket.refuse(message!, 'stale_device');
    const check = await socket.expect('requestPreKeys');
    await assert.rejects(sent!, { error: 'stale_device' });
    const checked = connection.checkDevices(FRIEND.userID);
    socket.send(preKey(check, 1, 12));

    await checked;
    assert.deepEqual([check.payload.knownDeviceIDs, check.payload.knownRegistrationIDs], [[1], [11]]);
    assert.deepEqual(await devices.changes.next(), [1]);
    assert.deepEqual([...devices.known(FRIEND.userID)], [[1, 12]]);
    assert.equal(socket.hasReceived, false);
  });

  it('is asked once for all messages that it refuses', async () => {
    const [sent, messages] = await written('1', '2');

    messages.forEach((message) => socket.refuse(message, 'stale_device'));
    const check = await socket.expect('requestPreKeys');
    await Promise.allSettled(sent);
    socket.send(preKey(check, 1, 12));
    await connection.checkDevices(FRIEND.userID);
    sendAll(connection, FRIEND, 'sealed again');

    assert.deepEqual(await socket.expectTexts(1), ['sealed again']);
  });

  it('is asked again if the answer may be older than the refusal', async () => {
    const [[, second], messages] = await written('1', '2');

    socket.refuse(messages[0]!, 'stale_device');
    const first = await socket.expect('requestPreKeys');
    socket.refuse(messages[1]!, 'stale_device');
    await assert.rejects(second!);
    socket.ack(first);
    socket.send(preKey(await socket.expect('requestPreKeys'), 1, 12));

    assert.deepEqual(await devices.changes.next(), [1]);
    await connection.checkDevices(FRIEND.userID);
    assert.equal(socket.hasReceived, false);
  });

  it('is asked when it refuses a part of a message to many, which waits for the checks of all', async () => {
    const sent = connection.sendMultiRecipient(bytesOf('shared'), [
      { to: FRIEND, head: bytesOf('1'), registrationID: 11 },
      { to: OTHER, head: bytesOf('2'), registrationID: 7 },
    ]);
    const one = await socket.expect('requestPreKeys');
    const other = await socket.expect('requestPreKeys');
    socket.ack(other);
    await connection.checkDevices(other.payload.userID);
    assert.equal(socket.hasReceived, false);
    socket.ack(one);
    const { sequence } = await socket.expect('multiMessage');
    socket.send({ sequence, payload: { type: 'multiResult', refused: [{ part: 1, name: 'stale_device' }] } });
    const check = await socket.expect('requestPreKeys');
    socket.send(preKey(check, 1, 8));

    assert.deepEqual((await sent).map((refusal) => refusal?.error), [undefined, 'stale_device']);
    assert.deepEqual([one.payload.userID, other.payload.userID], [FRIEND.userID, OTHER.userID]);
    assert.deepEqual(check.payload.userID, OTHER.userID);
    assert.deepEqual(await devices.changes.next(), [1]);
  });

  it('waits for its turn in a large group', async () => {
    const group: Address[] = [];
    while (group.length < 40) {
      group.push(address((await Identity.generate()).userID, 1));
    }
    group.forEach((member) => devices.with(member, 1));

    const sent = connection.sendMultiRecipient(bytesOf('shared'), group.map((to) => ({ to, head: new Uint8Array(0) })));
    const checks = await expectChecks(16);
    const own = connection.preKeys((await Identity.generate()).userID);
    own.catch(() => {});
    socket.refuse(await socket.expect('requestPreKeys'), 'unknown_user');
    await assert.rejects(own);
    assert.equal(socket.hasReceived, false);
    checks.forEach((check) => socket.ack(check));
    (await expectChecks(16)).forEach((check) => socket.ack(check));
    (await expectChecks(8)).forEach((check) => socket.ack(check));
    const { sequence, payload } = await socket.expect('multiMessage');
    socket.send({ sequence, payload: { type: 'multiResult', refused: [] } });

    assert.equal((await sent).length, 40);
    assert.equal(payload.parts.length, 40);
  });

  async function expectChecks(count: number): Promise<readonly Received<'requestPreKeys'>[]> {
    const checks = [];
    while (checks.length < count) {
      checks.push(await socket.expect('requestPreKeys'));
    }
    return checks;
  }
});
