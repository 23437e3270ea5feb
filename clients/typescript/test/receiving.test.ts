import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ConnectionClosedError, decodeLogin } from '../src/index.ts';
import type { ClientOptions } from '../src/index.ts';
import { Play } from './support/play.ts';
import { Queue } from './support/queue.ts';
import { delivery } from './support/scripted-socket.ts';
import type { ScriptedSocket } from './support/scripted-socket.ts';
import { textOf } from './support/text.ts';

interface Handed {
  readonly text: string;
  safe(): void;
  fail(): void;
}

describe('receiving', () => {
  let play: Play;
  let handed: Queue<Handed>;

  beforeEach(async () => {
    play = await Play.begin();
    handed = new Queue('a message for the handler');
  });

  afterEach(() => play.end());

  function hand(sealedMessage: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) =>
      handed.add({ text: textOf(sealedMessage), safe: resolve, fail: () => reject(new Error('the disk is full')) }),
    );
  }

  async function loggedIn(options?: Partial<ClientOptions>): Promise<ScriptedSocket> {
    await play.authenticated(hand, options);
    return (await play.server.accept()).letIn();
  }

  it('signs the very bytes of the login that it sends', async () => {
    const { address } = await play.authenticated();
    const socket = await play.server.accept();
    const { payload } = await socket.expect('authResponse');

    assert.deepEqual(decodeLogin(payload.login), { address, nonce: socket.nonce, serverName: '127.0.0.1', reportDrained: true });
    const key = await crypto.subtle.importKey('raw', address.userID.slice(1), 'Ed25519', false, ['verify']);
    assert.ok(await crypto.subtle.verify('Ed25519', key, Uint8Array.from(payload.signature), Uint8Array.from(payload.login)));
  });

  it('acks only once the handler has the message', async () => {
    const socket = await loggedIn();

    socket.deliver(5, 'hello');
    const message = await handed.next();
    assert.equal(socket.hasReceived, false);
    message.safe();

    assert.equal((await socket.expect('ack')).sequence, 5);
    assert.equal(message.text, 'hello');
  });

  it('hands over one message after another', async () => {
    const socket = await loggedIn();

    socket.deliver(1, 'first');
    socket.deliver(2, 'second');
    const first = await handed.next();
    assert.ok(handed.isEmpty);
    first.safe();

    assert.equal((await socket.expect('ack')).sequence, 1);
    (await handed.next()).safe();
    assert.equal((await socket.expect('ack')).sequence, 2);
  });

  it('takes messages that come in the same breath as the Ack of the login', async () => {
    await play.authenticated(hand);
    const socket = await play.server.accept();
    const { sequence } = await socket.expect('authResponse');

    socket.sendTogether([{ sequence, payload: { type: 'ack' } }, delivery(2, 'first'), delivery(3, 'second')]);

    for (const text of ['first', 'second']) {
      const message = await handed.next();
      assert.equal(message.text, text);
      message.safe();
      await socket.expect('ack');
    }
  });

  it('is drained when the server reports it, and anew with each login', async () => {
    const connection = await play.authenticated(hand);
    const first = await (await play.server.accept()).letIn();
    first.send({ sequence: 1, payload: { type: 'drained' } });
    await connection.drained();

    first.close(1012);
    const second = await (await play.server.accept()).letIn();
    let isDrained = false;
    const again = connection.drained().then(() => (isDrained = true));
    second.deliver(1, 'waits');
    (await handed.next()).safe();
    await second.expect('ack');
    assert.equal(isDrained, false);

    second.send({ sequence: 2, payload: { type: 'drained' } });
    await again;
  });

  it('is never drained once it is closed', async () => {
    const connection = await play.authenticated(hand);
    await (await play.server.accept()).letIn();
    const drained = connection.drained();

    await connection.close();

    await assert.rejects(drained, ConnectionClosedError);
  });

  it('does not ack what the handler failed, and hands it over again', async () => {
    const first = await loggedIn();

    first.deliver(1, 'unlucky');
    first.deliver(2, 'lucky');
    (await handed.next()).fail();
    (await handed.next()).safe();
    assert.equal((await first.expect('ack')).sequence, 2);
    first.close(1012);
    const second = await (await play.server.accept()).letIn();
    second.deliver(1, 'unlucky');

    const again = await handed.next();
    assert.equal(again.text, 'unlucky');
    again.safe();
    assert.equal((await second.expect('ack')).sequence, 1);
    assert.deepEqual(play.warnings, ['The handler failed; the server sends the message again after the next login']);
  });

  it('survives a handler that throws, and takes one without a promise', async () => {
    await play.authenticated((message) => {
      if (textOf(message) === 'throw') {
        throw new Error('as the test wants it');
      }
    });
    const socket = await (await play.server.accept()).letIn();

    socket.deliver(1, 'throw');
    socket.deliver(2, 'fine');

    assert.equal((await socket.expect('ack')).sequence, 2);
  });

  it('acks a duplicate without handing it over', async () => {
    const first = await loggedIn();
    first.deliver(1, 'once');
    (await handed.next()).safe();
    await first.expect('ack');
    first.close(1012);

    const second = await (await play.server.accept()).letIn();
    second.deliver(1, 'once');
    second.deliver(2, 'new');

    assert.equal((await second.expect('ack')).sequence, 1);
    assert.equal((await handed.next()).text, 'new');
  });

  it('acks on the new socket what was still handled when the old one was lost', async () => {
    const first = await loggedIn();
    first.deliver(9, 'slow');
    const slow = await handed.next();
    first.close(1012);
    const second = await (await play.server.accept()).letIn();
    second.deliver(1, 'slow');

    slow.safe();

    assert.equal((await second.expect('ack')).sequence, 1);
    assert.ok(handed.isEmpty);
  });

  it('forgets the oldest beyond its memory', async () => {
    const socket = await loggedIn({ limits: { remembered: 1 } });

    for (const text of ['a', 'b', 'a']) {
      socket.deliver(1, text);
      const message = await handed.next();
      assert.equal(message.text, text);
      message.safe();
      await socket.expect('ack');
    }
  });

  it('fetches by another login, in order, what a small queue had no room for', async () => {
    const first = await loggedIn({ limits: { inbound: 2 } });
    const texts = ['1', '2', '3', '4', '5'];
    first.sendTogether(texts.map((text, i) => delivery(i + 1, text)));

    // One with the handler, two in the queue; the others come again.
    for (const text of texts.slice(0, 3)) {
      const message = await handed.next();
      assert.equal(message.text, text);
      message.safe();
      await first.expect('ack');
    }
    await first.awaitClosed();
    const second = await (await play.server.accept()).letIn();
    second.deliver(1, '4');
    second.deliver(2, '5');

    assert.equal((await handed.next()).text, '4');
  });

  it('passes over what it does not know', async () => {
    const socket = await loggedIn();

    socket.refuse({ sequence: 4711 }, 'unknown_error');
    socket.ack({ sequence: 4711 });
    socket.sendGarbage();
    socket.sendText();
    socket.deliver(1, 'still here');

    assert.equal((await handed.next()).text, 'still here');
  });
});
