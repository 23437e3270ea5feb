import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FRIEND, OTHER, Play } from './support/play.ts';
import { bytesOf } from './support/text.ts';

const NO_TOKEN = new Uint8Array(0);
const SHARED = bytesOf('shared');
const PARTS = [
  { to: FRIEND, head: bytesOf('1'), registrationID: 0 },
  { to: OTHER, head: bytesOf('2') },
];

describe('sending to several recipients', () => {
  let play: Play;

  beforeEach(async () => {
    play = await Play.begin();
  });

  afterEach(() => play.end());

  it('tells of each what became of its part', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const sent = connection.sendMultiRecipient(SHARED, PARTS, { ttlHours: 24 });
    const { sequence, payload } = await socket.expect('multiMessage');
    socket.send({
      sequence,
      payload: {
        type: 'multiResult',
        refused: [
          { part: 1, name: 'mailbox_full' },
          { part: 7, name: 'unheard_of' },
        ],
      },
    });

    const [first, second] = await sent;
    const parts = PARTS.map((part) => ({ registrationID: undefined, ...part, deliveryToken: NO_TOKEN }));
    assert.deepEqual(payload, { type: 'multiMessage', shared: SHARED, parts, onlineOnly: false, ttlHours: 24, quiet: false });
    assert.equal(first, undefined);
    assert.equal(second?.error, 'mailbox_full');
  });

  it('sends again what a lost socket left unanswered', async () => {
    const connection = play.anonymous();
    const first = await play.server.accept();

    const sent = connection.sendMultiRecipient(SHARED, PARTS);
    await first.expect('multiMessage');
    first.close(1012);
    const second = await play.server.accept();
    const { sequence, payload } = await second.expect('multiMessage');
    second.send({ sequence, payload: { type: 'multiResult', refused: [] } });

    assert.deepEqual(payload.parts.map(({ to }) => to), PARTS.map(({ to }) => to));
    assert.deepEqual(await sent, [undefined, undefined]);
  });

  it('refuses what fits into no frame', async () => {
    const connection = play.anonymous();

    await assert.rejects(connection.sendMultiRecipient(new Uint8Array(1 << 20), PARTS), RangeError);
  });
});
