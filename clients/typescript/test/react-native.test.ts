import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHash, generateKeyPairSync, hkdfSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { decodeLogin, Identity, MessagingClient, userIDOf } from '../src/index.ts';
import type { AttachmentCrypto, AuthenticatedConnection, ClientOptions, Signer } from '../src/index.ts';
import { isServerUrl, hostOf } from '../src/server-url.ts';
import { CountingKeys } from './support/counting-keys.ts';
import { Play } from './support/play.ts';
import { Queue } from './support/queue.ts';
import { becomeReactNative, ReactNativeWebSocket } from './support/react-native-like.ts';
import { textOf } from './support/text.ts';

const TAG_BYTES = 16;

function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(bytes).digest());
}

const attachmentCrypto: AttachmentCrypto = {
  randomBytes: (length) => Uint8Array.from(randomBytes(length)),
  hkdfSha256: (key, salt, info, length) => new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
  encryptAes256Gcm(key, nonce, plain) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Uint8Array.from(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  },
  decryptAes256Gcm(key, nonce, encrypted) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(encrypted.slice(-TAG_BYTES));
    return Uint8Array.from(Buffer.concat([decipher.update(encrypted.slice(0, -TAG_BYTES)), decipher.final()]));
  },
};

function signer(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const userID = userIDOf(Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)));
  return { userID, sign: (login) => Uint8Array.from(sign(null, login, privateKey)) };
}

describe('React Native', () => {
  let play: Play;
  let reactNative: ReturnType<typeof becomeReactNative>;

  beforeEach(async () => {
    play = await Play.begin();
    reactNative = becomeReactNative();
  });

  afterEach(async () => {
    reactNative.restore();
    await play.end();
  });

  function client(options: Partial<ClientOptions> = {}): MessagingClient {
    return play.client({ WebSocket: ReactNativeWebSocket, ...options });
  }

  function device(receiving: MessagingClient, handled: (message: Uint8Array) => void = () => {}): AuthenticatedConnection {
    return play.ends(receiving.authenticated({ identity: signer(), deviceID: 1, preKeys: new CountingKeys(), onMessage: handled }));
  }

  it('receives each message once, with a signer and a hash of the app', async () => {
    const handled: string[] = [];
    const connection = device(client({ sha256 }), (message) => handled.push(textOf(message)));
    const connected = connection.connect();
    const socket = await play.server.accept();
    const login = await socket.expect('authResponse');
    socket.ack(login);
    await connected;

    assert.deepEqual(decodeLogin(login.payload.login).serverName, '127.0.0.1');
    for (const [sequence, text] of [[5, 'hello'], [6, 'hello'], [7, 'again']] as const) {
      socket.deliver(sequence, text);
      assert.equal((await socket.expect('ack')).sequence, sequence);
    }
    assert.deepEqual(handled, ['hello', 'again']);
  });

  it('says what is missing', async () => {
    assert.throws(() => device(client()), /sha256/);
    assert.throws(() => client().attachments(), /attachmentCrypto/);
    await assert.rejects(Identity.generate(), /Signer/);
  });

  it('asks for a sign of life by an empty Message, since its WebSocket reports no pong', async () => {
    const connection = play.ends(client({ timeouts: { ping: 100 } }).anonymous());
    const connected = connection.connect();
    const socket = await play.server.accept();
    await connected;

    assert.equal((await socket.next()).payload, undefined);
  });

  it('uploads a file and downloads it, in parts that it can hold', async () => {
    const files = new Map<string, Buffer>();
    const ranges: (string | undefined)[] = [];
    const store = createServer(async (request, response) => {
      const path = request.url ?? '';
      if (request.method === 'PUT') {
        files.set(path, Buffer.concat(await request.toArray()));
        response.writeHead(201).end();
        return;
      }
      const file = files.get(path) ?? assert.fail('a file that was not uploaded');
      ranges.push(request.headers.range);
      const [, begin, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? assert.fail('all of it was asked for');
      const part = file.subarray(Number(begin), Number(last) + 1);
      response.writeHead(206, { 'content-length': part.length, 'content-range': `bytes ${begin}-${Number(begin) + part.length - 1}/${file.length}` });
      response.end(part);
    });
    await once(store.listen(0, '127.0.0.1'), 'listening');
    const server = `127.0.0.1:${(store.address() as AddressInfo).port}`;
    const content = Uint8Array.from(randomBytes(2_500_000));
    const sent = new Queue<number>('progress');

    const uploaded = client({ attachmentCrypto }).attachments().upload(
      { size: content.length, stream: async function* () { yield content.subarray(0, 1_000_000); yield content.subarray(1_000_000); } },
      { onProgress: (bytes) => sent.add(bytes) },
    );
    const socket = await play.server.accept();
    const { sequence, payload } = await socket.expect('requestUpload');
    const put = { putURL: `http://${server}/attachments/a`, putHeaders: {}, getURL: '/attachments/a', putExpiresAt: 0, keptUntil: 7 };
    socket.send({ sequence, payload: { type: 'upload', ...put } });
    const { link, keptUntil } = await uploaded;

    assert.equal(keptUntil, 7);
    assert.equal(await sent.next(), payload.bytes);
    assert.equal(files.get('/attachments/a')?.length, payload.bytes);
    const received: Uint8Array[] = [];
    const other = new MessagingClient({ servers: `ws://${server}/api`, WebSocket: ReactNativeWebSocket, attachmentCrypto });
    for await (const part of other.attachments().downloadParts(link)) {
      received.push(part);
    }
    assert.deepEqual(Buffer.concat(received), Buffer.from(content));
    assert.deepEqual(ranges, ['bytes=0-1048575', 'bytes=1048576-2097151', 'bytes=2097152-3145727']);
    store.close();
    store.closeAllConnections();
  });
});

describe('the URL of a server', () => {
  const HOSTS = [
    ['wss://chat.example/api', 'chat.example'],
    ['ws://127.0.0.1:8080/api', '127.0.0.1'],
    ['WSS://Chat.Example.:8443?a=/b', 'chat.example'],
    ['ws://[::1]:8080/api', '[::1]'],
    ['ws://user@localhost', 'localhost'],
  ] as const;
  const OTHERS = ['', 'localhost:8080', 'https://example.org/api', 'ws://', 'no', 'ws://a b/', 'wss://chat.example:port/'];

  for (const [runtime, become] of [['Node.js', () => ({ restore() {} })], ['React Native', becomeReactNative]] as const) {
    it(`has the same host in ${runtime}`, () => {
      const { restore } = become();
      try {
        assert.deepEqual(HOSTS.map(([url]) => hostOf(url)), HOSTS.map(([, host]) => host));
        assert.deepEqual(HOSTS.filter(([url]) => !isServerUrl(url)), []);
        assert.deepEqual(OTHERS.filter(isServerUrl), []);
      } finally {
        restore();
      }
    });
  }
});
