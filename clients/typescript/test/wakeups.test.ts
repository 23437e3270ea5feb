import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { Identity, MessagingClient, WakeupState } from '../src/index.ts';
import type { AuthenticatedConnection, KeyStatus, WakeupSource } from '../src/index.ts';
import { CountingKeys } from './support/counting-keys.ts';
import { Queue } from './support/queue.ts';
import { ScriptedServer } from './support/scripted-server.ts';
import type { ScriptedSocket } from './support/scripted-socket.ts';

const NEWEST = Uint8Array.from({ length: 65 }, () => 4);
const EARLIER = Uint8Array.from({ length: 65 }, () => 5);
const SUBSCRIPTION = { endpoint: 'https://push.example/abc', p256dh: NEWEST, auth: new Uint8Array(16) };

describe('a device that wants to be woken', () => {
  let server: ScriptedServer;
  let connection: AuthenticatedConnection;
  let asked: Queue<Uint8Array>;
  let warnings: string[];

  beforeEach(async () => {
    server = await ScriptedServer.start();
    server.wakeupKey = NEWEST;
    asked = new Queue('a question to the source');
    warnings = [];
  });

  afterEach(async () => {
    await connection.close();
    await server.stop();
  });

  async function loggedIn(source: WakeupSource['subscribe'] = async () => SUBSCRIPTION): Promise<ScriptedSocket> {
    const client = new MessagingClient({ servers: server.url, WebSocket, timeouts: { backoffMin: 1 }, warn: (text) => warnings.push(text) });
    const wakeups = {
      subscribe: (serverKey: Uint8Array) => {
        asked.add(serverKey);
        return source(serverKey);
      },
    };
    connection = client.authenticated({ identity: await Identity.generate(), deviceID: 1, preKeys: new CountingKeys(), onMessage: async () => {}, wakeups });
    void connection.connect();
    return (await server.accept()).letIn();
  }

  async function tell(socket: ScriptedSocket, status: Partial<KeyStatus>): Promise<void> {
    const { sequence } = await socket.expect('requestKeyStatus');
    const none = { registrationID: 7, signedPreKeyHash: NEWEST, oneTimeKeys: 2, oneTimeKeyHashes: [] };
    const all = { registered: true, wakeup: WakeupState.none, wakeupKey: new Uint8Array(0), ...status };
    socket.send({ sequence, payload: { type: 'keyStatus', ...none, ...all } });
  }

  async function subscribes(socket: ScriptedSocket): Promise<void> {
    const request = await socket.expect('setWakeup');
    assert.deepEqual(request.payload, { type: 'setWakeup', ...SUBSCRIPTION, minSeconds: 0, serverKey: NEWEST });
    socket.ack(request);
    assert.deepEqual(await asked.next(), NEWEST);
  }

  /** The next request is another's: nothing came in between. */
  async function asksNothing(socket: ScriptedSocket): Promise<void> {
    void connection.unregister().catch(() => {});
    await socket.expect('unregister');
    assert.ok(asked.isEmpty);
  }

  for (const [name, status] of [
    ['has no subscription', {}],
    ['has one that ended', { wakeup: WakeupState.removed }],
    ['has one with an earlier key', { wakeup: WakeupState.set, wakeupKey: EARLIER }],
    ['has one with a key that the server lacks', { wakeup: WakeupState.set }],
  ] as const) {
    it(`subscribes after the login where it ${name}`, async () => {
      const socket = await loggedIn();
      await tell(socket, status);
      await subscribes(socket);
    });
  }

  for (const [name, status] of [
    ['has a good subscription', { wakeup: WakeupState.set, wakeupKey: NEWEST }],
    ['has one that is failing', { wakeup: WakeupState.failing, wakeupKey: NEWEST }],
    ['is not registered', { registered: false }],
  ] as const) {
    it(`does not where it ${name}`, async () => {
      const socket = await loggedIn();
      await tell(socket, status);
      await asksNothing(socket);
    });
  }

  it('does not at a server that wakes nobody', async () => {
    server.wakeupKey = new Uint8Array(0);
    await asksNothing(await loggedIn());
    assert.equal(connection.wakeupKey.length, 0);
  });

  it('subscribes once it is registered', async () => {
    const socket = await loggedIn();
    await tell(socket, { registered: false });

    const registered = connection.register(1);
    socket.ack(await socket.expect('register'));
    await registered;
    await tell(socket, {});

    await subscribes(socket);
  });

  it('subscribes when the user wants it', async () => {
    let wanted = false;
    const socket = await loggedIn(async () => (wanted ? SUBSCRIPTION : undefined));
    await tell(socket, {});
    await asked.next();

    wanted = true;
    const renewed = connection.renewWakeup();
    await tell(socket, {});

    await subscribes(socket);
    await renewed;
    assert.deepEqual(connection.wakeupKey, NEWEST);
  });

  it('tries again at the next login where its push service failed', async () => {
    let failing = true;
    const socket = await loggedIn(async () => {
      if (failing) {
        throw new Error('the push service is away');
      }
      return SUBSCRIPTION;
    });
    await tell(socket, {});
    await asked.next();

    failing = false;
    connection.reconnect();
    const next = await (await server.accept()).letIn();
    await tell(next, {});

    await subscribes(next);
    assert.deepEqual(warnings, ['Could not subscribe to be woken; will retry at the next login']);
  });
});
