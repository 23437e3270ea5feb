import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { Identity, MessagingClient } from '../src/index.ts';
import type { AnonymousConnection, AuthenticatedConnection, ClientOptions, Connection, Disconnection, Frame, MessageHandler } from '../src/index.ts';
import { fits } from '../src/sending/pending-message.ts';
import { BrowserLike } from './support/browser-like.ts';
import { CountingKeys } from './support/counting-keys.ts';
import { Inbox } from './support/inbox.ts';
import { Queue } from './support/queue.ts';
import { RecordedDevices } from './support/recorded-devices.ts';
import { RealServer } from './support/real-server.ts';
import { bytesOf } from './support/text.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/hello.mjs');

describe('against the real server', () => {
  let server: RealServer;
  let frames: Queue<Frame>;
  let inbox: Inbox;
  const open: Connection[] = [];

  before(async () => {
    server = await RealServer.start();
  });

  after(() => server.stop());

  beforeEach(() => {
    frames = new Queue('a frame');
    inbox = new Inbox();
  });

  afterEach(() => Promise.all(open.splice(0).map((connection) => connection.close())));

  function client(options: Partial<ClientOptions> = {}): MessagingClient {
    return new MessagingClient({ servers: server.url, WebSocket, tap: (frame) => frames.add(frame), ...options });
  }

  async function connected<C extends Connection>(connection: C): Promise<C> {
    open.push(connection);
    await connection.connect();
    return connection;
  }

  function stranger(options?: Partial<ClientOptions>): Promise<AnonymousConnection> {
    return connected(client(options).anonymous());
  }

  function device(identity: Identity, onMessage: MessageHandler = inbox.handler): Promise<AuthenticatedConnection> {
    return connected(client({ timeouts: { backoffMin: 10 } }).authenticated({ identity, deviceID: 1, preKeys: new CountingKeys(), onMessage }));
  }

  async function registered(identity: Identity, onMessage?: MessageHandler): Promise<AuthenticatedConnection> {
    const connection = await device(identity, onMessage);
    await connection.register(20);
    return connection;
  }

  /** The next frame that came with such a payload. */
  async function received(type: string): Promise<Frame> {
    let frame = await frames.next();
    while (frame.direction !== 'received' || frame.message?.payload?.type !== type) {
      frame = await frames.next();
    }
    return frame;
  }

  it('registers, fetches keys, sends, receives and unregisters', async () => {
    const bob = await stranger();
    const alice = await device(await Identity.generate());

    await assert.rejects(bob.preKeys(alice.address.userID), { error: 'unknown_user' });
    await alice.register(1);
    const [bundle] = await bob.preKeys(alice.address.userID, { devices: 1 });
    assert.deepEqual(bundle?.address.userID, alice.address.userID);
    assert.equal(bundle?.registrationID, 7);
    assert.equal(bundle?.oneTimePreKey?.length, 4);
    assert.deepEqual(await bob.preKeys(alice.address.userID, { known: [1] }), []);

    await bob.send(alice.address, bytesOf('hello'));
    assert.equal(await inbox.next(), 'hello');
    await assert.rejects(bob.send({ ...alice.address, deviceID: 2 }, bytesOf('hello')), { error: 'unknown_device' });

    await alice.unregister();
    await assert.rejects(bob.send(alice.address, bytesOf('again')), { error: 'unknown_user' });
  });

  it('is refused what it sealed for another registration, and fetches the keys of the present one', async () => {
    const { address } = await registered(await Identity.generate());
    const bob = await stranger();

    await bob.send(address, bytesOf('for the present one'), { registrationID: 7 });
    assert.equal(await inbox.next(), 'for the present one');
    await assert.rejects(bob.send(address, bytesOf('for another'), { registrationID: 8 }), { error: 'stale_device' });
    const [refusal] = await bob.sendMultiRecipient(bytesOf('all'), [{ to: address, head: bytesOf('for another'), registrationID: 8 }]);
    assert.equal(refusal?.error, 'stale_device');

    const [bundle] = await bob.preKeys(address.userID, { knownRegistrations: new Map([[1, 8]]) });
    assert.equal(bundle?.registrationID, 7);
    assert.deepEqual(await bob.preKeys(address.userID, { knownRegistrations: new Map([[1, 7]]) }), []);
    await assert.rejects(bob.preKeys(address.userID, { only: [2] }), { error: 'unknown_device' });
  });

  it('finds the device that was reinstalled, and the one that is new, and uses up no key else', async () => {
    const identity = await Identity.generate();
    const alice = await registered(identity);
    const { address } = alice;
    const devices = new RecordedDevices().with(address, 7);
    const bob = await connected(client().anonymous({ devices }));

    await bob.send(address, bytesOf('nothing has changed'), { registrationID: 7 });
    assert.equal(await inbox.next(), 'nothing has changed');
    await bob.checkDevices(address.userID);
    assert.equal(devices.changes.total, 0);

    await alice.close();
    const keys = Object.assign(new CountingKeys(), { registrationID: 8 });
    const again = await connected(client().authenticated({ identity, deviceID: 1, preKeys: keys, onMessage: inbox.handler }));
    await again.register(1);
    await assert.rejects(bob.send(address, bytesOf('for the former registration'), { registrationID: 7 }), { error: 'stale_device' });
    await bob.checkDevices(address.userID);
    assert.deepEqual([...devices.known(address.userID)], [[1, 8]]);
    await bob.send(address, bytesOf('sealed again'), { registrationID: 8 });
    assert.equal(await inbox.next(), 'sealed again');

    const second = await connected(client().authenticated({ identity, deviceID: 2, preKeys: keys, onMessage: () => {} }));
    await second.register(0);
    const started = await connected(client().anonymous({ devices }));
    await started.send(address, bytesOf('after a start'));
    await started.checkDevices(address.userID);
    assert.deepEqual([...devices.known(address.userID)], [
      [1, 8],
      [2, 8],
    ]);
  });

  it('passes on what is worth nothing later to a device that is connected', async () => {
    const { address } = await registered(await Identity.generate());
    const nobody = await Identity.generate();
    const bob = await stranger();

    await bob.send({ userID: nobody.userID, deviceID: 1 }, bytesOf('to nobody'), { onlineOnly: true });
    const arrived = inbox.next();
    while ((await Promise.race([arrived, 'not yet'])) === 'not yet') {
      await bob.send(address, bytesOf('is typing'), { onlineOnly: true });
    }

    assert.equal(await arrived, 'is typing');
  });

  it('receives what was sent while it was offline, in its order', async () => {
    const identity = await Identity.generate();
    const alice = await registered(identity);
    await alice.close();
    const bob = await stranger();
    const texts = Array.from({ length: 50 }, (_, i) => `message ${i}`);

    await Promise.all(texts.map((text) => bob.send(alice.address, bytesOf(text))));
    await device(identity);

    for (const text of texts) {
      assert.equal(await inbox.next(), text);
    }
  });

  it('gets a message again that it did not ack', async () => {
    const handed = new Queue<string>('a message');
    const alice = await registered(await Identity.generate(), async (message) => {
      handed.add(new TextDecoder().decode(message));
      if (handed.total === 1) {
        throw new Error('as the test wants it');
      }
    });
    const bob = await stranger();

    const sent = bob.send(alice.address, bytesOf('hello'));
    assert.equal(await handed.next(), 'hello');
    await sent;
    alice.reconnect();

    assert.equal(await handed.next(), 'hello');
  });

  it('carries nothing, one byte, and all that fits into a frame', async () => {
    const { address } = await registered(await Identity.generate());
    const bob = await stranger();
    let largest = 256 * 1024;
    while (!fits(address, new Uint8Array(largest), {}, 256 * 1024)) {
      largest--;
    }

    for (const text of ['', 'x', 'x'.repeat(largest)]) {
      await bob.send(address, bytesOf(text));
      assert.equal(await inbox.next(), text);
    }
  });

  it('tops up its keys when the server runs low', async () => {
    const alice = await device(await Identity.generate());
    const told = new Queue<number>('a notice');
    alice.onPreKeysLow((requested) => told.add(requested));
    await alice.register(1);
    const bob = await stranger();

    await bob.preKeys(alice.address.userID, { devices: 1 });
    assert.equal(await told.next(), 100);
    let [bundle] = await bob.preKeys(alice.address.userID, { devices: 1 });
    while (bundle?.oneTimePreKey === undefined) {
      [bundle] = await bob.preKeys(alice.address.userID, { devices: 1 });
    }

    assert.deepEqual(bundle.oneTimePreKey, new Uint8Array(Uint32Array.of(101).buffer));
  });

  it('is refused where the keys are not of one pair', async () => {
    const [alice, mallory] = [await Identity.generate(), await Identity.generate()];
    const forged = await Identity.ofKeys({ privateKey: mallory.keys.privateKey, publicKey: alice.keys.publicKey });

    await assert.rejects(device(forged), { error: 'unauthorized' });
  });

  it('is told of garbage, and closed for good', async () => {
    const bob = await stranger();
    const lost = new Queue<Disconnection>('the end of the socket');
    bob.onDisconnected((how) => lost.add(how));

    assert.ok(bob.sendRaw(Uint8Array.of(0xff)));

    const { message } = await received('error');
    assert.equal(message?.sequence, 0);
    assert.deepEqual(await lost.next(), { closeCode: 1007, retry: 'no' });
    assert.equal(bob.state, 'ended');
  });

  it('plays the example of the README', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE, server.url]);

    assert.equal(stdout, 'Alice got: hello\n');
  });

  it('needs nothing but the WebSocket of the runtime', { skip: !('WebSocket' in globalThis) && 'this Node.js has none' }, async () => {
    const own = new MessagingClient({ servers: server.url, timeouts: { ping: 500 } });
    const identity = await Identity.generate({ extractable: false });
    const alice = await connected(own.authenticated({ identity, deviceID: 1, preKeys: new CountingKeys(), onMessage: inbox.handler }));
    const bob = await connected(own.anonymous());
    await alice.register(20);

    for (const text of ['', 'hello', 'x'.repeat(200_000)]) {
      await bob.send(alice.address, bytesOf(text));
      assert.equal(await inbox.next(), text);
    }
    alice.reconnect();
    await bob.send(alice.address, bytesOf('again'));
    assert.equal(await inbox.next(), 'again');
  });

  it('keeps a socket that cannot ping, by empty Messages', async () => {
    const bob = await stranger({ WebSocket: BrowserLike, timeouts: { ping: 500 } });

    await received('error');
    await received('error');

    assert.equal(bob.state, 'ready');
  });
});
