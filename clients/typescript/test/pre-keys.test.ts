import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { encode, OutcomeUnknownError, QueueFullError, WakeupState } from '../src/index.ts';
import type { Message, PreKeyBundle } from '../src/index.ts';
import { MAX_PARTS } from '../src/requests/pending-request.ts';
import { CountingKeys } from './support/counting-keys.ts';
import { FRIEND, Play } from './support/play.ts';
import { Queue } from './support/queue.ts';
import type { Received } from './support/scripted-socket.ts';

const AN_HOUR = 3_600_000;
const KEY = Uint8Array.of(2);

/** As in the first version of the protocol, unless the answer has a size. */
function preKey({ sequence, payload }: Received<'requestPreKeys'>, deviceID: number, oneTimePreKey = KEY, answerSize = 0): Message {
  const address = { userID: payload.userID, deviceID };
  return { sequence, payload: { type: 'preKey', address, registrationID: 1, signedPreKey: Uint8Array.of(1), oneTimePreKey, answerSize } };
}

function devices(bundles: readonly PreKeyBundle[]): readonly number[] {
  return bundles.map(({ address }) => address.deviceID);
}

describe('keys', () => {
  let play: Play;

  beforeEach(async () => {
    play = await Play.begin();
  });

  afterEach(() => play.end());

  it('ends an answer that has more devices than a user may have', async () => {
    const connection = play.anonymous({ timeouts: { preKeyQuiet: AN_HOUR } });
    const socket = await play.server.accept();

    const asked = connection.preKeys(FRIEND.userID);
    const request = await socket.expect('requestPreKeys');
    for (let device = 0; device < MAX_PARTS; device++) {
      socket.send(preKey(request, device));
    }

    assert.equal((await asked).length, MAX_PARTS);
  });

  it('gathers the devices until no more come', async () => {
    const connection = play.anonymous({ timeouts: { preKeyQuiet: 500 } });
    const socket = await play.server.accept();

    const asked = connection.preKeys(FRIEND.userID, { known: [9] });
    const request = await socket.expect('requestPreKeys');
    socket.send(preKey(request, 1));
    socket.send(preKey(request, 2, new Uint8Array(0)));

    const bundles = await asked;
    assert.deepEqual(devices(bundles), [1, 2]);
    assert.deepEqual(bundles.map(({ oneTimePreKey }) => oneTimePreKey), [Uint8Array.of(2), undefined]);
    assert.deepEqual(request.payload.userID, FRIEND.userID);
    assert.deepEqual(request.payload.knownDeviceIDs, [9]);
  });

  it('waits no longer than for the devices that are expected', async () => {
    const connection = play.anonymous({ timeouts: { preKeyQuiet: AN_HOUR } });
    const socket = await play.server.accept();

    const asked = connection.preKeys(FRIEND.userID, { devices: 2 });
    const request = await socket.expect('requestPreKeys');
    socket.send(preKey(request, 1));
    socket.send(preKey(request, 2));

    assert.deepEqual(devices(await asked), [1, 2]);
  });

  it('ignores the keys of devices that it knows or has not asked for', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const asked = connection.preKeys(FRIEND.userID, { known: [1], only: [1, 2] });
    const request = await socket.expect('requestPreKeys');
    for (const device of [1, 2, 3]) {
      socket.send(preKey(request, device, KEY, 3));
    }

    assert.deepEqual(devices(await asked), [2]);
  });

  it('finds nothing new where every device is known', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const asked = connection.preKeys(FRIEND.userID, { known: [1] });
    socket.ack(await socket.expect('requestPreKeys'));

    assert.deepEqual(await asked, []);
  });

  it('asks for the devices that the app wishes only', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();
    const deliveryToken = new Uint8Array(32).fill(7);

    const asked = connection.preKeys(FRIEND.userID, {
      knownRegistrations: new Map([
        [1, 11],
        [2, 22],
      ]),
      only: [1],
      deliveryToken,
    });
    const request = await socket.expect('requestPreKeys');
    socket.send(preKey(request, 1, KEY, 1));

    assert.deepEqual(devices(await asked), [1]);
    assert.deepEqual(request.payload, {
      type: 'requestPreKeys',
      userID: FRIEND.userID,
      knownDeviceIDs: [1, 2],
      knownRegistrationIDs: [11, 22],
      onlyDeviceIDs: [1],
      deliveryToken,
    });
  });

  it('tells what the server has of a device', async () => {
    const connection = await play.authenticated();
    const socket = await (await play.server.accept()).letIn();
    const status = { type: 'keyStatus', registered: true, registrationID: 7, signedPreKeyHash: KEY, oneTimeKeys: 2, oneTimeKeyHashes: [5, 2 ** 32 - 1], wakeup: WakeupState.set, wakeupKey: KEY } as const;

    const plain = connection.keyStatus();
    const { sequence, payload } = await socket.expect('requestKeyStatus');
    assert.equal(payload.oneTimeKeyHashes, false);
    socket.send({ sequence, payload: status });
    assert.deepEqual(await plain, status);

    const refused = connection.keyStatus({ oneTimeKeyHashes: true });
    refused.catch(() => {});
    const request = await socket.expect('requestKeyStatus');
    assert.equal(request.payload.oneTimeKeyHashes, true);
    socket.refuse(request, 'too_many_requests');
    await assert.rejects(refused, { error: 'too_many_requests' });
  });

  it('tells a refusal', async () => {
    const connection = play.anonymous();
    const socket = await play.server.accept();

    const asked = connection.preKeys(FRIEND.userID);
    asked.catch(() => {});
    socket.refuse(await socket.expect('requestPreKeys'), 'unknown_user');

    await assert.rejects(asked, { error: 'unknown_user' });
  });

  it('asks again on a new socket where nothing had come', async () => {
    const connection = play.anonymous();
    const first = await play.server.accept();
    const asked = connection.preKeys(FRIEND.userID);
    await first.expect('requestPreKeys');
    first.close(1012);

    const second = await play.server.accept();
    second.send(preKey(await second.expect('requestPreKeys'), 1));

    assert.deepEqual(devices(await asked), [1]);
  });

  it('takes what came before the socket was lost', async () => {
    const connection = play.anonymous({ timeouts: { preKeyQuiet: AN_HOUR } });
    const first = await play.server.accept();
    const asked = connection.preKeys(FRIEND.userID);
    first.send(preKey(await first.expect('requestPreKeys'), 1));
    first.close(1012);

    assert.deepEqual(devices(await asked), [1]);
  });

  it('waits for as many as the server states', async () => {
    const connection = play.anonymous({ timeouts: { preKeyQuiet: 1 } });
    const socket = await play.server.accept();
    const arrived: string[] = [];

    const asked = connection.preKeys(FRIEND.userID).finally(() => arrived.push('first'));
    const request = await socket.expect('requestPreKeys');
    socket.send(preKey(request, 1, KEY, 2));
    const next = connection.preKeys(FRIEND.userID).finally(() => arrived.push('second'));
    socket.send(preKey(await socket.expect('requestPreKeys'), 1, KEY, 1));
    assert.deepEqual(devices(await next), [1]);
    socket.send(preKey(request, 2, KEY, 2));

    assert.deepEqual(devices(await asked), [1, 2]);
    assert.deepEqual(arrived, ['second', 'first']);
  });

  it('asks again on a new socket where an answer was cut short', async () => {
    const connection = play.anonymous();
    const first = await play.server.accept();
    const asked = connection.preKeys(FRIEND.userID);
    first.send(preKey(await first.expect('requestPreKeys'), 1, KEY, 2));
    first.close(1012);

    const again = await play.server.accept();
    const request = await again.expect('requestPreKeys');
    again.send(preKey(request, 1, KEY, 2));
    again.send(preKey(request, 2, KEY, 2));

    assert.deepEqual(devices(await asked), [1, 2]);
  });

  it('fails a request that gets no answer in time', async () => {
    const connection = play.anonymous({ timeouts: { request: 200 } });
    await play.server.accept();

    await assert.rejects(connection.preKeys(FRIEND.userID), OutcomeUnknownError);
  });

  it('takes no more requests than its limit', async () => {
    const connection = play.anonymous({ limits: { requests: 1 } });
    const socket = await play.server.accept();

    const asked = connection.preKeys(FRIEND.userID);
    await assert.rejects(connection.preKeys(FRIEND.userID), QueueFullError);
    socket.ack(await socket.expect('requestPreKeys'));

    assert.deepEqual(await asked, []);
  });

  it('registers keys from the source', async () => {
    const connection = await play.authenticated();
    const registered = connection.register(3);
    const socket = await (await play.server.accept()).letIn();

    const register = await socket.expect('register');
    socket.ack(register);

    await registered;
    assert.equal(register.payload.registrationID, 7);
    assert.deepEqual(register.payload.signedPreKey, Uint8Array.of(1, 2, 3));
    assert.equal(register.payload.oneTimePreKeys.length, 3);
  });

  it('registers in order what does not fit into one frame', async () => {
    const frameBytes = 1024;
    const connection = await play.authenticated(undefined, { limits: { frameBytes } });
    const registered = connection.register(400);
    const socket = await (await play.server.accept()).letIn();

    const keys: Uint8Array[] = [];
    while (keys.length < 400) {
      const register = await socket.expect('register');
      assert.ok(encode(register).length <= frameBytes);
      keys.push(...register.payload.oneTimePreKeys);
      socket.ack(register);
    }

    await registered;
    assert.deepEqual(keys, await new CountingKeys().oneTimePreKeys(400));
  });

  it('refuses a key that fits into no frame', async () => {
    const connection = await play.authenticated(undefined, { limits: { frameBytes: 12 } });
    await (await play.server.accept()).letIn();

    await assert.rejects(connection.register(1), RangeError);
  });

  it('registers the same keys again when the answer was lost', async () => {
    const connection = await play.authenticated();
    const registered = connection.register(3);
    const first = await (await play.server.accept()).letIn();
    const lost = await first.expect('register');
    first.close(1012);

    const second = await (await play.server.accept()).letIn();
    const again = await second.expect('register');
    second.ack(again);

    await registered;
    assert.deepEqual(again.payload, lost.payload);
  });

  it('unregisters', async () => {
    const connection = await play.authenticated();
    const unregistered = connection.unregister();
    const socket = await (await play.server.accept()).letIn();

    socket.ack(await socket.expect('unregister'));

    await unregistered;
  });

  it('tops up when keys run low, one top-up at a time', async () => {
    const connection = await play.authenticated();
    const told = new Queue<number>('a notice');
    connection.onPreKeysLow((requested) => told.add(requested));
    const socket = await (await play.server.accept()).letIn();

    socket.send({ sequence: 2, payload: { type: 'preKeysLow', keysRequested: 40 } });
    socket.send({ sequence: 3, payload: { type: 'preKeysLow', keysRequested: 41 } });
    const topUp = await socket.expect('register');

    assert.equal(topUp.payload.registrationID, 7);
    assert.equal(topUp.payload.oneTimePreKeys.length, 40);
    assert.deepEqual([await told.next(), await told.next()], [40, 41]);
    socket.deliver(4, 'comes after the notices');
    await socket.expect('ack');
  });

  it('tops up within reason, however many are requested', async () => {
    await play.authenticated();
    const socket = await (await play.server.accept()).letIn();

    socket.send({ sequence: 2, payload: { type: 'preKeysLow', keysRequested: 0xffffffff } });

    assert.equal((await socket.expect('register')).payload.oneTimePreKeys.length, 1000);
  });

  it('tops up at the next notice where the first was refused', async () => {
    await play.authenticated();
    const socket = await (await play.server.accept()).letIn();

    socket.send({ sequence: 2, payload: { type: 'preKeysLow', keysRequested: 1 } });
    socket.refuse(await socket.expect('register'), 'unavailable');
    socket.deliver(3, 'after the refusal');
    await socket.expect('ack');
    socket.send({ sequence: 4, payload: { type: 'preKeysLow', keysRequested: 1 } });

    socket.ack(await socket.expect('register'));
  });
});
