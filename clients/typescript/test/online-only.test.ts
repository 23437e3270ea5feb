import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ConnectionClosedError, OutcomeUnknownError } from '../src/index.ts';
import { FRIEND, Play } from './support/play.ts';
import { RecordedDevices } from './support/recorded-devices.ts';
import { textIn } from './support/scripted-socket.ts';
import { bytesOf } from './support/text.ts';

const TYPING = bytesOf('is typing');
const ONLINE_ONLY = { onlineOnly: true };
const PARTS = [{ to: FRIEND, head: bytesOf('1') }];

describe('messages that are worth nothing later', () => {
  let play: Play;

  beforeEach(async () => {
    play = await Play.begin();
  });

  afterEach(() => play.end());

  it("are written without a check of the recipient's devices", async () => {
    const connection = play.ends(play.client().anonymous({ devices: new RecordedDevices().with(FRIEND, 11) }));
    await connection.connect();
    const socket = await play.server.accept();

    const typing = connection.send(FRIEND, TYPING, { onlineOnly: true, registrationID: 11 });
    const many = connection.sendMultiRecipient(TYPING, PARTS, ONLINE_ONLY);
    const one = await socket.expect('outboundMessage');
    const group = await socket.expect('multiMessage');
    socket.ack(one);
    socket.send({ sequence: group.sequence, payload: { type: 'multiResult', refused: [] } });

    await typing;
    assert.deepEqual(await many, [undefined]);
    assert.equal(one.payload.onlineOnly, true);
    assert.equal(one.payload.registrationID, 11);
    assert.equal(group.payload.onlineOnly, true);
  });

  it('are not sent again over another socket', async () => {
    const connection = play.anonymous();
    await connection.connect();
    const first = await play.server.accept();

    const lost = [connection.send(FRIEND, TYPING, ONLINE_ONLY), connection.sendMultiRecipient(TYPING, PARTS, ONLINE_ONLY)];
    lost.forEach((promise) => promise.catch(() => {}));
    const ordinary = connection.send(FRIEND, bytesOf('hello'));
    const types = [await first.next(), await first.next(), await first.next()].map(({ payload }) => payload?.type);
    assert.deepEqual(types.sort(), ['multiMessage', 'outboundMessage', 'outboundMessage']);
    first.close(1012);
    const second = await play.server.accept();
    const again = await second.expect('outboundMessage');
    second.ack(again);

    await ordinary;
    assert.equal(textIn(again), 'hello');
    assert.equal(second.hasReceived, false);
    for (const promise of lost) {
      await assert.rejects(promise, OutcomeUnknownError);
    }
  });

  it('fail at once without a socket, or when refused or closed', async () => {
    const connection = play.ends(play.client().anonymous());
    await assert.rejects(connection.send(FRIEND, TYPING, ONLINE_ONLY), OutcomeUnknownError);
    await connection.connect();
    const socket = await play.server.accept();

    const refused = connection.send(FRIEND, TYPING, ONLINE_ONLY);
    refused.catch(() => {});
    socket.refuse(await socket.expect('outboundMessage'), 'too_many_requests');
    await assert.rejects(refused, { error: 'too_many_requests' });
    const open = connection.send(FRIEND, TYPING, ONLINE_ONLY);
    open.catch(() => {});
    await socket.expect('outboundMessage');
    await connection.close();

    await assert.rejects(open, ConnectionClosedError);
    await assert.rejects(connection.send(FRIEND, TYPING, ONLINE_ONLY), ConnectionClosedError);
  });
});
