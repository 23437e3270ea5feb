import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { Identity, MessagingClient, ServerRefusedError } from '../src/index.ts';
import type { AnonymousConnection, AuthenticatedConnection, Connection, Frame } from '../src/index.ts';
import { CountingKeys } from './support/counting-keys.ts';
import { Inbox } from './support/inbox.ts';
import { RealServer } from './support/real-server.ts';
import { bytesOf } from './support/text.ts';

describe('against the real server', () => {
  let server: RealServer;
  let frames: Frame[];
  let client: MessagingClient;
  const open: Connection[] = [];

  before(async () => {
    server = await RealServer.start();
  });

  after(() => server.stop());

  afterEach(() => Promise.all(open.splice(0).map((connection) => connection.close())));

  function newClient(): void {
    frames = [];
    client = new MessagingClient({ servers: server.url, WebSocket, tap: (frame) => frames.push(frame), timing: { backoffMin: 10 } });
  }

  async function stranger(): Promise<AnonymousConnection> {
    const connection = client.anonymous();
    open.push(connection);
    await connection.connect();
    return connection;
  }

  async function device(inbox: Inbox, identity?: Identity): Promise<AuthenticatedConnection> {
    const connection = client.authenticated({
      identity: identity ?? (await Identity.generate()),
      deviceID: 1,
      preKeys: new CountingKeys(),
      onMessage: inbox.handler,
    });
    open.push(connection);
    await connection.connect();
    return connection;
  }

  it('plays the whole protocol', async () => {
    newClient();
    const inbox = new Inbox();
    const alice = await device(inbox);
    const bob = await stranger();

    await assert.rejects(bob.preKeys(alice.address.userID), { errorName: 'unknown_user' });
    await alice.register(20);
    const [bundle] = await bob.preKeys(alice.address.userID, { devices: 1 });
    assert.deepEqual(bundle?.address.userID, alice.address.userID);
    assert.equal(bundle?.oneTimePreKey?.length, 4);
    assert.deepEqual(await bob.preKeys(alice.address.userID, { known: [1] }), []);
    await bob.send(alice.address, bytesOf('hello'));
    assert.equal(await inbox.next(), 'hello');
    await alice.unregister();
    await assert.rejects(bob.send(alice.address, bytesOf('again')), ServerRefusedError);
  });
});
