import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { ConnectFailedError } from '../src/index.ts';
import type { AnonymousConnection, ClientError, ClientOptions } from '../src/index.ts';
import { BrowserLike } from './support/browser-like.ts';
import { Play } from './support/play.ts';
import { Queue } from './support/queue.ts';

describe('a failed attempt to connect', () => {
  let play: Play;
  const refusing = createServer((_, response) => response.writeHead(403).end());

  beforeEach(async () => {
    play = await Play.begin();
    refusing.listen(0, '127.0.0.1');
    await once(refusing, 'listening');
  });

  afterEach(async () => {
    await play.end();
    await new Promise((resolve) => refusing.close(resolve));
  });

  function to(servers: string, options: Partial<ClientOptions> = {}): AnonymousConnection {
    return play.ends(play.client({ servers, WebSocket, ...options }).anonymous());
  }

  function forbidden(): string {
    return `ws://127.0.0.1:${(refusing.address() as AddressInfo).port}/api`;
  }

  it('says that there is no server', async () => {
    const gone = await play.another();
    await gone.stop();

    await assert.rejects(to(gone.url).connectOnce(), { name: 'ConnectFailedError', message: /refused/ });
  });

  it('says that there is no host', async () => {
    await assert.rejects(to('ws://nowhere.invalid/api').connectOnce(), { name: 'ConnectFailedError', message: /host name is unknown/ });
  });

  it('says with which status it was turned away', async () => {
    await assert.rejects(to(forbidden()).connectOnce(), { name: 'ConnectFailedError', message: /HTTP status 403/ });
  });

  it('says that the server is silent', async () => {
    play.server.fallSilent();

    await assert.rejects(to(play.server.url, { timeouts: { request: 100 } }).connectOnce(), { message: 'no answer in time' });
  });

  it('says that a browser does not say', async () => {
    const gone = await play.another();
    await gone.stop();

    await assert.rejects(to(gone.url, { WebSocket: BrowserLike }).connectOnce(), ConnectFailedError);
  });

  it('reports each failed attempt and makes another', async () => {
    const told = new Queue<ClientError>('a failed attempt');
    const connection = to(forbidden());
    connection.onConnectFailed((why) => told.add(why));

    void connection.connect();

    for (let attempt = 0; attempt < 3; attempt++) {
      assert.match((await told.next()).message, /403/);
    }
    assert.notEqual(connection.state, 'ended');
  });

  it('is not what a lost socket is', async () => {
    const connection = to(play.server.url);
    const connected = connection.connectOnce();
    const first = await play.server.accept();
    await connected;

    first.close(1012);

    await play.server.accept();
  });
});
