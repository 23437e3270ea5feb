import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionClosedError } from '../src/index.ts';
import type { AnonymousConnection, ClientOptions, DeviceDirectory, PreKeyBundle } from '../src/index.ts';
import { deferred } from '../src/deferred.ts';
import { FRIEND, OTHER, Play, sendAll } from './support/play.ts';
import { onePreKey, preKey, RecordedDevices } from './support/recorded-devices.ts';
import { bytesOf } from './support/text.ts';

const TOKEN = new Uint8Array(32).fill(7);
const SECOND = { ...FRIEND, deviceID: 2 };

describe('the devices of recipients', () => {
  let play: Play;
  let devices: RecordedDevices;

  beforeEach(async () => {
    play = await Play.begin();
    devices = new RecordedDevices().with(FRIEND, 11);
  });

  afterEach(() => play.end());

  function checking(options?: Partial<ClientOptions>, directory: DeviceDirectory = devices): AnonymousConnection {
    const connection = play.ends(play.client(options).anonymous({ devices: directory }));
    void connection.connect();
    return connection;
  }

  it('are checked once before the first message, which waits for the answer', async () => {
    devices.with(SECOND, 22);
    const connection = checking();
    const socket = await play.server.accept();

    connection.send(FRIEND, bytesOf('1'), { deliveryToken: TOKEN }).catch(() => {});
    sendAll(connection, SECOND, '2');
    sendAll(connection, FRIEND, '3');
    sendAll(connection, OTHER, 'no device of this user is known');
    const check = await socket.expect('requestPreKeys');
    assert.deepEqual(await socket.expectTexts(1), ['no device of this user is known']);
    assert.equal(socket.hasReceived, false);
    socket.ack(check);

    assert.deepEqual([...(await socket.expectTexts(3))].sort(), ['1', '2', '3']);
    sendAll(connection, FRIEND, '4');
    assert.deepEqual(await socket.expectTexts(1), ['4']);
    assert.deepEqual(check.payload, {
      type: 'requestPreKeys',
      userID: FRIEND.userID,
      knownDeviceIDs: [1, 2],
      knownRegistrationIDs: [11, 22],
      onlyDeviceIDs: [],
      deliveryToken: TOKEN,
    });
    assert.equal(devices.changes.total, 0);
  });

  it('are handed to the app if they are new, which holds no message', async () => {
    const handled = deferred<void>();
    const slow = new (class extends RecordedDevices {
      override async changed(userID: Uint8Array, bundles: readonly PreKeyBundle[]): Promise<void> {
        await super.changed(userID, bundles);
        await handled.promise;
      }
    })().with(FRIEND, 11);
    const connection = checking({}, slow);
    const socket = await play.server.accept();

    sendAll(connection, FRIEND, '1');
    const checked = connection.checkDevices(FRIEND.userID);
    socket.send(preKey(await socket.expect('requestPreKeys'), 2, 22));
    assert.deepEqual(await socket.expectTexts(1), ['1']);
    sendAll(connection, FRIEND, '2');
    assert.deepEqual(await socket.expectTexts(1), ['2']);
    assert.equal(await Promise.race([checked, 'not yet']), 'not yet');
    handled.resolve();

    await checked;
    assert.deepEqual(await slow.changes.next(), [2]);
    assert.equal(socket.hasReceived, false);
  });

  it('are not those of other users, nor new if their registration is known', async () => {
    devices.with(SECOND, 22);
    const connection = checking();
    const socket = await play.server.accept();

    const checked = connection.checkDevices(FRIEND.userID);
    const check = await socket.expect('requestPreKeys');
    socket.send(onePreKey(check, OTHER, 33, 3));
    socket.send(onePreKey(check, FRIEND, 11, 3));
    socket.send(onePreKey(check, SECOND, 23, 3));

    await checked;
    assert.deepEqual(await devices.changes.next(), [2]);
  });

  it('have not changed if an answer has nothing but known registrations', async () => {
    const connection = checking();
    const socket = await play.server.accept();

    const checked = connection.checkDevices(FRIEND.userID);
    socket.send(preKey(await socket.expect('requestPreKeys'), 1, 11));

    await checked;
    assert.equal(devices.changes.total, 0);
  });

  it('are checked again once the interval has passed', async () => {
    const connection = checking({ timeouts: { deviceCheck: 1 } });
    const socket = await play.server.accept();

    for (const text of ['1', '2']) {
      const sent = connection.send(FRIEND, bytesOf(text));
      socket.ack(await socket.expect('requestPreKeys'));
      socket.ack(await socket.expect('outboundMessage'));
      await sent;
      await pause(5);
    }
  });

  it('hold no message back if the check fails, and are checked again after a pause', async () => {
    const connection = checking({ timeouts: { backoffMin: 500, backoffMax: 500 } });
    const socket = await play.server.accept();

    sendAll(connection, FRIEND, '1', '2');
    socket.refuse(await socket.expect('requestPreKeys'), 'unavailable');
    assert.deepEqual(await socket.expectTexts(2), ['1', '2']);
    await pause(1000);
    sendAll(connection, FRIEND, '3');
    socket.ack(await socket.expect('requestPreKeys'));

    assert.deepEqual(await socket.expectTexts(1), ['3']);
  });

  it('hold no message back for longer than a request may take', async () => {
    const connection = checking({ timeouts: { request: 1000 } });
    const socket = await play.server.accept();

    sendAll(connection, FRIEND, '1');
    await socket.expect('requestPreKeys');

    assert.deepEqual(await socket.expectTexts(1), ['1']);
  });

  it('hold no message back if the directory fails', async () => {
    const failing: DeviceDirectory = {
      known: () => {
        throw new EvalError('as the test wants it');
      },
      changed: () => {},
    };
    const connection = checking({}, failing);
    const socket = await play.server.accept();

    const sent = connection.send(FRIEND, bytesOf('1'));
    socket.ack(await socket.expect('outboundMessage'));

    await sent;
    await assert.rejects(connection.checkDevices(FRIEND.userID), EvalError);
    assert.match(play.warnings.join(), /directory failed/);
  });

  it('are all fetched if the app knows none of them and asks for a check', async () => {
    const connection = checking();
    const socket = await play.server.accept();

    const refused = connection.checkDevices(OTHER.userID);
    refused.catch(() => {});
    socket.refuse(await socket.expect('requestPreKeys'), 'unknown_user');
    await assert.rejects(refused, { error: 'unknown_user' });
    const checked = connection.checkDevices(OTHER.userID, { deliveryToken: TOKEN });
    const check = await socket.expect('requestPreKeys');
    socket.send(preKey(check, 1, 11));

    await checked;
    assert.deepEqual(check.payload.knownDeviceIDs, []);
    assert.deepEqual(check.payload.deliveryToken, TOKEN);
    assert.deepEqual(await devices.changes.next(), [1]);
    await connection.checkDevices(OTHER.userID);
    assert.equal(socket.hasReceived, false);
  });

  it('are checked by a fetch of all, but not by one of some', async () => {
    const connection = checking();
    const socket = await play.server.accept();

    const some = connection.preKeys(FRIEND.userID, { only: [1] });
    socket.send(preKey(await socket.expect('requestPreKeys'), 1, 11));
    await some;
    const unknown = connection.preKeys(FRIEND.userID, { known: [1] });
    socket.ack(await socket.expect('requestPreKeys'));
    await unknown;
    const all = connection.preKeys(FRIEND.userID, { knownRegistrations: new Map([[2, 22]]) });
    sendAll(connection, FRIEND, '1');
    const fetch = await socket.expect('requestPreKeys');
    socket.ack(await socket.expect('requestPreKeys'));
    await socket.expectSends(1);
    socket.send(preKey(fetch, 1, 12));
    await all;

    sendAll(connection, FRIEND, '2');
    assert.deepEqual(await socket.expectTexts(1), ['2']);
  });

  it('end with the connection', async () => {
    const connection = checking();
    const socket = await play.server.accept();

    const [sent] = sendAll(connection, FRIEND, '1');
    const many = connection.sendMultiRecipient(bytesOf('shared'), [{ to: FRIEND, head: bytesOf('2') }]);
    const checked = connection.checkDevices(FRIEND.userID);
    [many, checked].forEach((promise) => promise.catch(() => {}));
    await socket.expect('requestPreKeys');
    void connection.close();

    await assert.rejects(sent!, ConnectionClosedError);
    await assert.rejects(many, ConnectionClosedError);
    await assert.rejects(checked, ConnectionClosedError);
    await assert.rejects(connection.checkDevices(FRIEND.userID), ConnectionClosedError);
  });

  it('are not checked without a directory', async () => {
    await assert.rejects(play.anonymous().checkDevices(FRIEND.userID), TypeError);
  });
});
