import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { encode } from '../src/index.ts';
import type { Frame } from '../src/index.ts';
import { FRIEND, Play, sendAll } from './support/play.ts';

describe('the tap', () => {
  let play: Play;
  let frames: Frame[];

  beforeEach(async () => {
    play = await Play.begin();
    frames = [];
  });

  afterEach(() => play.end());

  const tap = (frame: Frame): void => void frames.push(frame);

  function told(): readonly string[] {
    return frames.map(({ origin, direction, message }) => `${origin.kind} ${origin.connection}.${origin.socket} ${direction} ${message?.payload?.type}`);
  }

  it('sees every frame in both directions, with its bytes and what they say', async () => {
    const before = performance.timeOrigin + performance.now();
    const connection = play.anonymous({ tap });
    const socket = await play.server.accept();
    const [sent] = sendAll(connection, FRIEND, 'hello');
    const message = await socket.expect('outboundMessage');
    socket.ack(message);
    await sent;

    assert.deepEqual(told(), ['anonymous 1.1 received authChallenge', 'anonymous 1.1 sent outboundMessage', 'anonymous 1.1 received ack']);
    assert.deepEqual(frames[1]?.message, message);
    for (const frame of frames) {
      assert.deepEqual(encode(frame.message!), frame.bytes);
      assert.ok(frame.at >= before);
    }
  });

  it('tells connections and sockets apart', async () => {
    const client = play.client({ tap });
    play.ends(client.anonymous());
    const second = play.ends(client.anonymous());
    void second.connect();
    (await play.server.accept()).close(1012);
    const [sent] = sendAll(second, FRIEND, 'hello');
    const socket = await play.server.accept();
    socket.ack(await socket.expect('outboundMessage'));
    await sent;

    assert.deepEqual(told(), [
      'anonymous 2.1 received authChallenge',
      'anonymous 2.2 received authChallenge',
      'anonymous 2.2 sent outboundMessage',
      'anonymous 2.2 received ack',
    ]);
  });

  it('sees garbage, in both directions', async () => {
    const connection = play.anonymous({ tap });
    const socket = await play.server.accept();
    await connection.connect();
    frames = [];

    assert.equal(connection.sendRaw(encode({ sequence: 4711, payload: undefined })), true);
    assert.deepEqual(await socket.next(), { sequence: 4711, payload: undefined });
    socket.sendGarbage();
    socket.close(1012);
    await play.server.accept();

    assert.deepEqual(frames.slice(0, 2).map(({ direction, bytes, message }) => ({ direction, length: bytes.length, decoded: message !== undefined })), [
      { direction: 'sent', length: 3, decoded: true },
      { direction: 'received', length: 1, decoded: false },
    ]);
  });

  it('says when there is no socket to take raw bytes', async () => {
    const connection = play.ends(play.client().anonymous());

    assert.equal(connection.sendRaw(Uint8Array.of(1)), false);
  });

  it('may throw without harm', async () => {
    const connection = play.anonymous({
      tap: () => {
        throw new Error('as the test wants it');
      },
    });
    const socket = await play.server.accept();
    const [sent] = sendAll(connection, FRIEND, 'hello');
    socket.ack(await socket.expect('outboundMessage'));

    await sent;
    assert.ok(play.warnings.includes('The tap threw'));
  });
});
