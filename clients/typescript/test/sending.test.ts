import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionClosedError, OutcomeUnknownError, ServerRefusedError, QueueFullError } from '../src/index.ts';
import { FRIEND, OTHER, Play, QUICK, sendAll } from './support/play.ts';
import { textIn } from './support/scripted-socket.ts';
import { bytesOf } from './support/text.ts';

describe('sending', () => {
  let play: Play;

  beforeEach(async () => {
    play = await Play.begin();
  });

  afterEach(() => play.end());

  it('succeeds once the server acks', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const sent = connection.send(FRIEND, bytesOf('hello'));
    const message = await socket.expect('outboundMessage');
    assert.equal(await Promise.race([sent, 'not yet']), 'not yet');
    socket.ack(message);

    await sent;
    assert.deepEqual(message.payload.to, FRIEND);
    assert.equal(textIn(message), 'hello');
  });

  it('asks for the time to live that the app wishes, and for none otherwise', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const sent = [connection.send(FRIEND, bytesOf('short-lived'), { ttlHours: 24 }), connection.send(FRIEND, bytesOf('any'))];
    const written = await socket.expectSends(2);
    written.forEach((message) => socket.ack(message));
    await Promise.all(sent);

    assert.deepEqual(
      written.map(({ payload }) => payload.ttlHours),
      [24, 0],
    );
  });

  it('names the registration that the app sealed for, and rejects where it is stale', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const named = connection.send(FRIEND, bytesOf('1'), { registrationID: 0 });
    named.catch(() => {});
    const other = connection.send(FRIEND, bytesOf('2'));
    const written = await socket.expectSends(2);
    socket.refuse(written[0]!, 'stale_device');
    socket.ack(written[1]!);

    await other;
    assert.deepEqual(
      written.map(({ payload }) => payload.registrationID),
      [0, undefined],
    );
    await assert.rejects(named, { error: 'stale_device', retry: 'no' });
  });

  it('writes no more than the window before answers come', async () => {
    const connection = play.anonymous({ limits: { sendWindow: 2 } });
    const socket = await play.server.accept();

    sendAll(connection, FRIEND, '1', '2', '3');
    const [first] = await socket.expectSends(2);
    await connection.connect();
    assert.equal(socket.hasReceived, false);
    socket.ack(first!);

    assert.deepEqual(await socket.expectTexts(1), ['3']);
  });

  it('sends again in order what a lost socket left unanswered', async () => {
    const connection = play.anonymous();
    const first = await play.server.accept();

    const sent = sendAll(connection, FRIEND, '1', '2', '3', '4');
    const written = await first.expectSends(4);
    first.ack(written[1]!);
    await sent[1];
    first.close(1012);

    const second = await play.server.accept();
    const again = await second.expectSends(3);
    assert.deepEqual(again.map(textIn), ['1', '3', '4']);
    again.forEach((message) => second.ack(message));
    await Promise.all(sent);
  });

  it('sends again in order what was refused for now', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, '1', '2', '3');
    const written = await socket.expectSends(3);
    socket.refuse(written[1]!, 'mailbox_full');
    socket.refuse(written[2]!, 'unavailable');
    socket.refuse(written[0]!, 'mailbox_full');

    for (const text of ['1', '2', '3']) {
      const again = await socket.expect('outboundMessage');
      assert.equal(textIn(again), text);
      socket.ack(again);
    }
    await Promise.all(sent);
  });

  it('reports each refusal after which it sends again', async () => {
    const refusals: string[] = [];
    const connection = play.anonymous();
    connection.onRefused((sealedMessage, why) => refusals.push(`${Buffer.from(sealedMessage).toString()} ${why.error}`));
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, '1', '2');
    const written = await socket.expectSends(2);
    socket.refuse(written[0]!, 'unavailable');
    socket.refuse(written[1]!, 'unknown_device');
    const again = await socket.expect('outboundMessage');
    socket.refuse(again, 'mailbox_full');
    socket.ack(await socket.expect('outboundMessage'));
    await Promise.allSettled(sent);

    assert.deepEqual(refusals, ['1 unavailable', '1 mailbox_full']);
  });

  it('sends nothing more to a recipient while an answer is open after a refusal', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    sendAll(connection, FRIEND, '1', '2');
    const written = await socket.expectSends(2);
    socket.refuse(written[0]!, 'mailbox_full');
    sendAll(connection, OTHER, 'to another');
    socket.ack((await socket.expectSends(1))[0]!);
    // Longer than the longest backoff: only the open answer can hold the first one back.
    await pause(3 * QUICK.backoffMax!);
    assert.equal(socket.hasReceived, false);
    socket.ack(written[1]!);

    assert.deepEqual(await socket.expectTexts(1), ['1']);
  });

  it('probes with one message after a refusal', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    sendAll(connection, FRIEND, '0', '1', '2', '3', '4');
    (await socket.expectSends(5)).forEach((message) => socket.refuse(message, 'mailbox_full'));
    const probe = await socket.expect('outboundMessage');
    sendAll(connection, OTHER, 'to another');
    assert.deepEqual(await socket.expectTexts(1), ['to another']);
    socket.ack(probe);

    assert.deepEqual(await socket.expectTexts(4), ['1', '2', '3', '4']);
  });

  it('holds everything while the server gets too much', async () => {
    const wait = 300;
    const connection = play.anonymous({ timeouts: { backoffMin: wait, backoffMax: wait } });
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, 'too much', 'also');
    const written = await socket.expectSends(2);
    const refused = performance.now();
    socket.refuse(written[0]!, 'too_many_requests');
    socket.refuse(written[1]!, 'unknown_device');
    await assert.rejects(sent[1]!);
    sendAll(connection, OTHER, 'held too');

    await socket.expectSends(1);
    assert.ok(performance.now() - refused >= wait / 2 - 2);
  });

  it('tells a refusal that will not pass at once, and goes on', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, '1', '2');
    const written = await socket.expectSends(2);
    socket.refuse(written[0]!, 'unknown_device');
    socket.ack(written[1]!);

    await sent[1];
    await assert.rejects(sent[0]!, { name: 'ServerRefusedError', error: 'unknown_device', retry: 'no' });
  });

  it('gives up when the time for a message is over', async () => {
    const connection = play.anonymous({ timeouts: { send: 1000 } });
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, 'never answered', 'refused for now');
    socket.refuse((await socket.expectSends(2))[1]!, 'mailbox_full');

    await assert.rejects(sent[0]!, OutcomeUnknownError);
    await assert.rejects(sent[1]!, ({ cause }: Error) => cause instanceof ServerRefusedError);
  });

  it('goes over to another socket when an answer is overdue', async () => {
    const connection = play.anonymous({ timeouts: { request: 1000 } });
    const first = await play.server.accept();

    const sent = connection.send(FRIEND, bytesOf('hello'));
    await first.expect('outboundMessage');
    await first.awaitClosed();
    const second = await play.server.accept();
    second.ack(await second.expect('outboundMessage'));

    await sent;
  });

  it('fails immediately at the limit of pending messages', async () => {
    const connection = play.anonymous({ limits: { pendingMessages: 2, pendingBytes: 100 } });
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, '1', '2', '3');
    await assert.rejects(sent[2]!, QueueFullError);
    (await socket.expectSends(2)).forEach((message) => socket.ack(message));
    await Promise.all([sent[0], sent[1]]);

    await assert.rejects(connection.send(FRIEND, new Uint8Array(101)), QueueFullError);
    sendAll(connection, FRIEND, 'x'.repeat(100));
    assert.equal((await socket.expectSends(1)).length, 1);
  });

  it('refuses a message that fits into no frame', async () => {
    const connection = play.anonymous({ limits: { frameBytes: 1000 } });

    await assert.rejects(connection.send(FRIEND, new Uint8Array(1000)), RangeError);
  });

  it('goes on as a slow socket takes the bytes', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    const connection = play.anonymous({ limits: { frameBytes: 2 * 1024 * 1024 } });
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, ...Array.from({ length: 20 }, (_, i) => i + megabyte));
    for (const [i, message] of (await socket.expectSends(20)).entries()) {
      assert.equal(textIn(message), i + megabyte);
      socket.ack(message);
    }

    await Promise.all(sent);
  });

  it('fails pending messages when closed', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const sent = sendAll(connection, FRIEND, '1', '2');
    await socket.expectSends(2);
    await connection.close();

    await assert.rejects(sent[0]!, ConnectionClosedError);
    await assert.rejects(sent[1]!, ConnectionClosedError);
    await assert.rejects(connection.send(FRIEND, bytesOf('too late')), ConnectionClosedError);
    await socket.awaitClosed();
  });
});
