import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { decodeLogin, encode, Identity } from '../src/index.ts';
import type { AuthenticatedConnection, Signer } from '../src/index.ts';
import { CountingKeys } from './support/counting-keys.ts';
import { FRIEND, Play } from './support/play.ts';
import { Queue } from './support/queue.ts';

const SIGNATURE = new Uint8Array(64).fill(7);

interface Asked {
  readonly login: Uint8Array;
  give(signature: Uint8Array): void;
}

describe('a signer of the app', () => {
  let play: Play;
  let asked: Queue<Asked>;
  let userID: Uint8Array;

  beforeEach(async () => {
    play = await Play.begin();
    asked = new Queue('a login to sign');
    ({ userID } = await Identity.generate());
  });

  afterEach(() => play.end());

  function connection(sign: Signer['sign']): AuthenticatedConnection {
    const device = { identity: { userID, sign }, deviceID: 7, preKeys: new CountingKeys(), onMessage: () => {} };
    return play.ends(play.client().authenticated(device));
  }

  /** Waits for the test. */
  function slowly(login: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve) => asked.add({ login, give: resolve }));
  }

  it('may take its time', async () => {
    const connected = connection(slowly).connect();
    const socket = await play.server.accept();

    const { login, give } = await asked.next();
    assert.deepEqual(decodeLogin(login), { address: { userID, deviceID: 7 }, nonce: socket.nonce, serverName: '127.0.0.1', reportDrained: true });
    assert.equal(socket.hasReceived, false);
    give(SIGNATURE);

    const response = await socket.expect('authResponse');
    assert.deepEqual(response.payload.login, login);
    assert.deepEqual(response.payload.signature, SIGNATURE);
    socket.ack(response);
    await connected;
  });

  it('may answer at once, as libsignal does', async () => {
    const connected = connection(() => SIGNATURE).connect();

    await (await play.server.accept()).letIn();
    await connected;
  });

  it('is never asked to sign what is no nonce', async () => {
    // As a server would that wants the identity key to sign keys which it made itself.
    const key = new Uint8Array(33);
    const bundle = encode({ sequence: 1, payload: { type: 'preKey', address: FRIEND, registrationID: 1, signedPreKey: key, oneTimePreKey: key, answerSize: 1 } });
    for (const offered of [new Uint8Array(), new Uint8Array(31), key, bundle]) {
      play.server.offerAsNonce(offered);

      await assert.rejects(connection(slowly).connectOnce(), { name: 'ConnectFailedError', message: /nonce/ });

      const socket = await play.server.accept();
      await socket.awaitClosed();
      assert.equal(socket.hasReceived, false);
      assert.ok(asked.isEmpty);
    }
    assert.deepEqual(play.warnings, []);
  });

  it('signs once for each socket', async () => {
    void connection(slowly).connect();
    const first = await play.server.accept();
    const { give } = await asked.next();

    for (const sequence of [2, 3]) {
      first.send({ sequence, payload: { type: 'authChallenge', nonce: new Uint8Array(32), server: undefined } });
    }
    give(SIGNATURE);
    await first.letIn();
    first.close(1012);
    const second = await play.server.accept();

    assert.deepEqual(decodeLogin((await asked.next()).login).nonce, second.nonce);
    assert.ok(asked.isEmpty);
  });

  it('does not have its signature sent on a later socket', async () => {
    void connection(slowly).connect();
    const first = await play.server.accept();
    const late = await asked.next();
    first.close(1012);
    const second = await play.server.accept();
    const inTime = await asked.next();

    late.give(new Uint8Array(1));
    inTime.give(SIGNATURE);

    const { payload } = await second.expect('authResponse');
    assert.deepEqual(payload, { type: 'authResponse', login: inTime.login, signature: SIGNATURE });
  });

  it('is asked again on another socket after it failed', async () => {
    const failures = [
      () => Promise.reject(new Error('the key is locked')),
      () => {
        throw new Error('the key is locked');
      },
    ];
    for (const fail of failures) {
      const told = new Queue<Error>('why it does not connect');
      const locked = connection(fail);
      locked.onConnectFailed((why) => told.add(why));
      void locked.connect().catch(() => {});

      for (let attempt = 0; attempt < 2; attempt++) {
        await play.server.accept();
        assert.equal(((await told.next()).cause as Error).message, 'the key is locked');
      }
      await locked.close();
    }
  });
});
