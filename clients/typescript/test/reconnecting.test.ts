import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { ConnectionClosedError, ServerRefusedError } from '../src/index.ts';
import type { Disconnection } from '../src/index.ts';
import { BrowserLike } from './support/browser-like.ts';
import { FRIEND, Play, QUICK } from './support/play.ts';
import { Queue } from './support/queue.ts';

function pageMayNot(): never {
  throw new DOMException('the page may not', 'SecurityError');
}

describe('reconnecting', () => {
  let play: Play;

  beforeEach(async () => {
    play = await Play.begin();
  });

  afterEach(() => play.end());

  for (const code of [1000, 1001, 1008, 1011, 1012, 1013, 4000]) {
    it(`connects again after close code ${code}`, async () => {
      const connection = play.anonymous();
      const lost = new Queue<Disconnection>('the end of the socket');
      connection.onDisconnected((how) => lost.add(how));
      const first = await play.server.accept();
      await connection.connect();

      first.close(code);

      await play.server.accept();
      assert.deepEqual(await lost.next(), { closeCode: code, retry: 'later' });
    });
  }

  for (const code of [1003, 1007, 1009]) {
    it(`stays closed after close code ${code}, which would come again`, async () => {
      const connection = play.anonymous();
      const lost = new Queue<Disconnection>('the end of the socket');
      connection.onDisconnected((how) => lost.add(how));
      const socket = await play.server.accept();
      await connection.connect();

      socket.close(code);

      assert.deepEqual(await lost.next(), { closeCode: code, retry: 'no' });
      assert.equal(connection.state, 'ended');
      await assert.rejects(connection.preKeys(FRIEND.userID), ConnectionClosedError);
    });
  }

  it('gives each server its turn', async () => {
    const second = await play.another();
    play.anonymous({ servers: [play.server.url, second.url] });

    for (const turn of [play.server, second, play.server, second]) {
      (await turn.accept()).close(1012);
    }
  });

  it('passes over a server that is down', async () => {
    const second = await play.another();
    const servers = [play.server.url, second.url];
    await play.server.stop();

    const connection = play.anonymous({ servers });

    await second.accept();
    await connection.connect();
  });

  it('tries until a server is there', async () => {
    const { port, url } = play.server;
    await play.server.stop();

    const connection = play.anonymous({ servers: url });
    const states = new Queue<string>('a state');
    connection.onState((state) => states.add(state));
    for (const state of ['dialing', 'waiting', 'dialing', 'waiting']) {
      assert.equal(await states.next(), state);
    }
    const late = await play.another({ port });

    await late.accept();
    await connection.connect();
  });

  it('tries again when no challenge comes', async () => {
    const silent = await play.another();
    silent.fallSilent();

    const connection = play.anonymous({ servers: [silent.url, play.server.url], timeouts: { request: 200 } });

    await play.server.accept();
    await connection.connect();
  });

  it('leaves a server that answers no ping', async () => {
    const frozen = await play.another({ autoPong: false });
    const connection = play.anonymous({ servers: [frozen.url, play.server.url], timeouts: { ping: 50 }, WebSocket });
    await frozen.accept();
    await connection.connect();

    await play.server.accept();
  });

  it('keeps a server that has nothing to say but answers pings', async () => {
    const connection = play.anonymous({ timeouts: { ping: 200 }, WebSocket });
    await play.server.accept();
    await connection.connect();

    await pause(1500);

    assert.equal(play.server.hasAccepted, false);
  });

  it('asks for a sign of life by an empty Message where it cannot ping, and leaves a server that gives none', async () => {
    const connection = play.anonymous({ timeouts: { ping: 100 }, WebSocket: BrowserLike });
    const socket = await play.server.accept();
    await connection.connect();

    const probe = await socket.next();
    assert.equal(probe.payload, undefined);
    socket.refuse(probe, 'invalid_message');
    assert.equal((await socket.next()).payload, undefined);

    await socket.awaitClosed();
    await play.server.accept();
  });

  it('never comes back after a refused login', async () => {
    const connection = await play.authenticated();
    const socket = await play.server.accept();

    socket.refuse(await socket.expect('authResponse'), 'unauthorized');
    socket.close(1008);

    await assert.rejects(connection.connect(), { error: 'unauthorized' });
    await assert.rejects(connection.unregister(), ServerRefusedError);
    await pause(3 * QUICK.backoffMax!);
    assert.equal(play.server.hasAccepted, false);
  });

  it('comes back after a login that could not be checked now', async () => {
    const connection = await play.authenticated();
    const first = await play.server.accept();

    first.refuse(await first.expect('authResponse'), 'unavailable');
    first.close(1013);
    await (await play.server.accept()).letIn();

    await connection.connect();
  });

  it('drops the socket and comes back when asked', async () => {
    const connection = play.anonymous();
    const first = await play.server.accept();
    await connection.connect();

    connection.reconnect();

    await first.awaitClosed();
    await play.server.accept();
  });

  it('tells of each connection, and of each state', async () => {
    const connection = play.ends(play.client().anonymous());
    const events = new Queue<string>('an event');
    connection.onConnected(() => events.add('connected'));
    connection.onDisconnected((how) => events.add(`lost ${how.closeCode}`));
    connection.onState((state) => events.add(state));
    assert.equal(connection.state, 'idle');
    void connection.connect();

    for (let life = 0; life < 2; life++) {
      const socket = await play.server.accept();
      for (const event of ['dialing', 'ready', 'connected']) {
        assert.equal(await events.next(), event);
      }
      socket.close(1012);
      for (const event of ['lost 1012', 'waiting']) {
        assert.equal(await events.next(), event);
      }
    }
  });

  it('survives an event handler that throws', async () => {
    const connection = play.anonymous();
    connection.onConnected(() => {
      throw new Error('as the test wants it');
    });
    (await play.server.accept()).close(1012);

    await play.server.accept();
    assert.ok(play.warnings.includes('An event handler threw'));
  });

  it('closes what it was still dialling', async () => {
    const silent = await play.another();
    silent.fallSilent();
    const connection = play.anonymous({ servers: silent.url });

    await connection.close();

    assert.equal(connection.state, 'ended');
    await assert.rejects(connection.connect(), ConnectionClosedError);
  });

  it('ends where no socket may be opened', async () => {
    class Forbidden extends BrowserLike {
      constructor() {
        super(pageMayNot(), []);
      }
    }

    const connection = play.anonymous({ WebSocket: Forbidden });

    await assert.rejects(connection.connect(), ({ cause }: Error) => cause instanceof DOMException);
  });
});
