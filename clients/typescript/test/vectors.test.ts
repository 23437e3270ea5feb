import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLOSE_CODES, decode, decodeLogin, encode, encodeLogin, ERROR_NAMES, Identity, MessagingClient, UndecodableError } from '../src/index.ts';
import type { PreKeySource, Register } from '../src/index.ts';
import { RuntimeWebSocket } from './support/runtime-web-socket.ts';
import { ScriptedServer } from './support/scripted-server.ts';
import type { ScriptedSocket } from './support/scripted-socket.ts';
import { addressOf, asInFile, bytes, hex, VECTORS } from './support/vectors.ts';
import type { Step, Vectors } from './support/vectors.ts';

/** Login.serverName of who dials a scripted server, and Login.reportDrained. */
const SECOND_VERSION = Buffer.from('\x1a\x09127.0.0.1\x20\x01', 'latin1');

describe('the vectors of docs/', { skip: VECTORS === undefined && 'this checkout has none' }, () => {
  const vectors = VECTORS as Vectors;

  it('are read as they say', () => {
    for (const { name, frame, message } of [...vectors.session, ...vectors.errors, ...vectors.unusual, ...vectors.secondVersion]) {
      if (frame !== undefined) {
        assert.deepEqual(asInFile(decode(bytes(frame))), message, name);
      }
    }
  });

  it('are written byte for byte, but for the unusual', () => {
    for (const { name, frame } of [...vectors.session, ...vectors.errors, ...vectors.secondVersion]) {
      if (frame !== undefined) {
        assert.equal(hex(encode(decode(bytes(frame)))), frame, name);
      }
    }
  });

  it('are refused where they are no Message', () => {
    for (const { name, frame, closes } of vectors.bad) {
      if (frame !== undefined && closes === 1007) {
        assert.throws(() => decode(bytes(frame)), UndecodableError, name);
      }
    }
  });

  it('have the logins of this client, signed by the same keys', async () => {
    for (const { name, address, nonce, login, signedBy, signature } of vectors.logins) {
      const decoded = { address: addressOf(address), nonce: bytes(nonce), serverName: '', reportDrained: false };
      const { seed, userID } = vectors.users[signedBy]!;
      const identity = await Identity.ofSeed(bytes(seed));

      assert.equal(hex(encodeLogin(decoded)), login, name);
      assert.deepEqual(decodeLogin(bytes(login)), decoded, name);
      assert.equal(hex(identity.userID), userID, name);
      assert.equal(hex(await identity.sign(bytes(login))), signature, name);
    }
  });

  it('have the logins of this client that name the server', async () => {
    for (const { name, address, nonce, serverName, reportDrained, login, signedBy, signature } of vectors.serverBoundLogins) {
      const decoded = { address: addressOf(address), nonce: bytes(nonce), serverName, reportDrained };
      const identity = await Identity.ofSeed(bytes(vectors.users[signedBy]!.seed));

      assert.equal(hex(encodeLogin(decoded)), login, name);
      assert.deepEqual(decodeLogin(bytes(login)), decoded, name);
      assert.equal(hex(await identity.sign(bytes(login))), signature, name);
    }
  });

  it('have the errors and close codes of this client', () => {
    const errors = Object.entries(ERROR_NAMES).map(([name, retry]): [string, boolean] => [name, retry === 'later']);
    const closeCodes = [...CLOSE_CODES].map(([code, retry]): [number, boolean] => [code, retry === 'later']);

    assert.deepEqual(new Map(errors), new Map(vectors.errors.map(({ name, mayRetry }) => [name, mayRetry])));
    assert.deepEqual(new Map(closeCodes), new Map(vectors.closeCodes.map(({ code, mayReconnect }) => [code, mayReconnect])));
  });

  it('are what a device says, byte for byte, through a lost ack and another login', async () => {
    const play = await Stage.begin('bob');
    const { seed } = vectors.users['bob']!;
    const lost = vectors.session.find(({ name }) => name === 'bob-1 gets a message whose ack is lost')?.message?.['inboundMessage'];
    const got: string[] = [];
    const device = play.client.authenticated({
      identity: await Identity.ofSeed(bytes(seed)),
      deviceID: 1,
      preKeys: new KeysOf(vectors.session.filter(({ connection }) => connection === 'bob-1')),
      onMessage: (message) => {
        got.push(hex(message));
        if (hex(message) === lost) {
          device.reconnect();
        }
      },
    });

    void device.connect();
    const registered = device.register(2);
    await play.follow(vectors.session, 'bob-1', 'bob-1 drops before its ack is sent');
    await registered;
    await play.follow(vectors.session, 'bob-1-again', 'bob-1-again acks it');
    assert.deepEqual(got, ['61207365616c6564206d657373616765', '', lost]);

    await device.close();
    await play.end();
  });

  it('are what a stranger says, byte for byte', async () => {
    const play = await Stage.begin('bob');
    const stranger = play.client.anonymous();
    void stranger.connect();
    const session = play.follow(vectors.session, 'sender', 'that is no userID');

    const sends = vectors.session.filter(({ connection, direction }) => connection === 'sender' && direction === 'toServer');
    const refusals: unknown[] = [];
    for (const { frame } of sends.slice(0, 8)) {
      const { payload } = decode(bytes(frame!));
      if (payload?.type === 'requestPreKeys') {
        await stranger.preKeys(payload.userID, { known: payload.knownDeviceIDs, devices: 2 }).catch(({ error }) => refusals.push(error));
      } else if (payload?.type === 'outboundMessage') {
        await stranger.send(payload.to!, payload.unidentifiedSenderMessage).catch(({ error }) => refusals.push(error));
      }
    }
    await session;
    assert.deepEqual(refusals, ['unknown_user', 'unknown_device', 'invalid_user_id']);

    await stranger.close();
    await play.end();
  });
});

/** The keys that a device registers in its part of the session, in their order. */
class KeysOf implements PreKeySource {
  readonly registrationID: number;
  readonly signedPreKey: Uint8Array;
  readonly #batches: (readonly Uint8Array[])[];

  constructor(steps: readonly Step[]) {
    const registers = steps
      .filter(({ direction, message }) => direction === 'toServer' && message?.['register'])
      .map(({ frame }) => decode(bytes(frame!)).payload as Register);
    ({ registrationID: this.registrationID, signedPreKey: this.signedPreKey } = registers[0]!);
    this.#batches = registers.map(({ oneTimePreKeys }) => oneTimePreKeys);
  }

  async oneTimePreKeys(): Promise<readonly Uint8Array[]> {
    return this.#batches.shift() ?? [];
  }
}

/** Plays the server's part of one connection, and holds the client to its own. */
class Stage {
  readonly client: MessagingClient;
  readonly #server: ScriptedServer;
  readonly #identity: Identity;

  private constructor(server: ScriptedServer, identity: Identity) {
    this.#server = server;
    this.#identity = identity;
    this.client = new MessagingClient({ servers: server.url, WebSocket: RuntimeWebSocket, timeouts: { backoffMin: 5 } });
  }

  static async begin(user: string): Promise<Stage> {
    const server = await ScriptedServer.start();
    server.fallSilent();
    return new Stage(server, await Identity.ofSeed(bytes(VECTORS!.users[user]!.seed)));
  }

  async follow(session: readonly Step[], connection: string, last: string): Promise<void> {
    const steps = session.slice(0, session.findIndex(({ name }) => name === last) + 1);
    const socket = await this.#server.accept();
    for (const step of steps.filter((step) => step.connection === connection)) {
      await this.#take(step, socket);
    }
  }

  async #take(step: Step, socket: ScriptedSocket): Promise<void> {
    if (step.direction === 'toClient') {
      socket.sendBytes(bytes(step.frame!));
    } else if (step.direction === 'toServer') {
      assert.equal(hex(await socket.nextBytes()), hex(await this.#ofThisClient(step)), step.name);
    } else if (step.event === 'drops') {
      await socket.awaitClosed();
    }
  }

  /** The frame, but for a login: this client's ends in what the second version added. */
  async #ofThisClient(step: Step): Promise<Uint8Array> {
    const message = decode(bytes(step.frame!));
    if (message.payload?.type !== 'authResponse') {
      return bytes(step.frame!);
    }
    const login = Uint8Array.from([...message.payload.login, ...SECOND_VERSION]);
    return encode({ ...message, payload: { ...message.payload, login, signature: await this.#identity.sign(login) } });
  }

  end(): Promise<void> {
    return this.#server.stop();
  }
}
