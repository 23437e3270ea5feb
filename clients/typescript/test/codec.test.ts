import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import protobuf from 'protobufjs';
import { decode, decodeLogin, encode, encodeLogin, UndecodableError, Strangers, WakeupState } from '../src/index.ts';
import type { Address, Message, Payload, ServerInfo } from '../src/index.ts';

const PROTO = join(import.meta.dirname, '../../../../proto/Messages.proto');
const schema = (await protobuf.load(PROTO)).root;

/** What another implementation reads in a frame. */
function readElsewhere(type: string, bytes: Uint8Array): unknown {
  return schema.lookupType(type).decode(bytes).toJSON();
}

/** What another implementation writes, from a message as ours. */
function writtenElsewhere({ sequence, payload }: Message): Uint8Array {
  const type = schema.lookupType('signal.Message');
  const bytes = type.encode(type.fromObject({ sequence, ...(payload && { [payload.type]: content(payload) }) })).finish();
  return Uint8Array.from(bytes);
}

function content(payload: Payload): unknown {
  return payload.type === 'inboundMessage' ? payload.sealedMessage : payload;
}

function bytes(): Uint8Array {
  return Uint8Array.from(randomBytes(randomInt(300)));
}

function uint32(): number {
  return randomInt(2) === 0 ? randomInt(3) : randomInt(2 ** 32);
}

function uint64(): number {
  return randomInt(2) === 0 ? uint32() : randomInt(2 ** 47);
}

function many<T>(one: () => T): readonly T[] {
  return Array.from({ length: randomInt(5) }, one);
}

function address(): Address {
  return { userID: bytes(), deviceID: uint32() };
}

function serverInfo(): ServerInfo {
  return {
    maxFrameBytes: uint32(),
    maxDevices: uint32(),
    maxRecipients: uint32(),
    maxFanOutBytes: uint32(),
    maxMessageBytes: uint32(),
    maxKeyBytes: uint32(),
    maxKeysPerRegister: uint32(),
    retentionHours: uint32(),
    maxAttachmentBytes: uint64(),
    wakeupKey: bytes(),
  };
}

function payloads(): readonly Payload[] {
  return [
    { type: 'ack' },
    { type: 'error', name: 'unknown_user', description: 'nobody — ¡nadie!' },
    { type: 'authChallenge', nonce: bytes(), server: undefined },
    { type: 'authChallenge', nonce: bytes(), server: serverInfo() },
    { type: 'authResponse', login: bytes(), signature: bytes() },
    { type: 'register', registrationID: uint32(), signedPreKey: bytes(), oneTimePreKeys: many(bytes), admission: undefined },
    {
      type: 'register',
      registrationID: uint32(),
      signedPreKey: bytes(),
      oneTimePreKeys: [],
      admission: { strangers: Strangers.none, deliveryTokenHashes: many(bytes) },
    },
    { type: 'unregister' },
    {
      type: 'requestPreKeys',
      userID: bytes(),
      knownDeviceIDs: many(uint32),
      knownRegistrationIDs: many(uint32),
      onlyDeviceIDs: many(uint32),
      deliveryToken: bytes(),
    },
    { type: 'preKey', address: address(), registrationID: uint32(), signedPreKey: bytes(), oneTimePreKey: bytes(), answerSize: uint32() },
    { type: 'preKeysLow', keysRequested: uint32() },
    {
      type: 'outboundMessage',
      to: address(),
      unidentifiedSenderMessage: bytes(),
      registrationID: uint32(),
      onlineOnly: randomInt(2) === 0,
      ttlHours: uint32(),
      quiet: randomInt(2) === 0,
      deliveryToken: bytes(),
    },
    {
      type: 'outboundMessage',
      to: undefined,
      unidentifiedSenderMessage: bytes(),
      registrationID: undefined,
      onlineOnly: randomInt(2) === 0,
      ttlHours: uint32(),
      quiet: randomInt(2) === 0,
      deliveryToken: new Uint8Array(0),
    },
    { type: 'inboundMessage', sealedMessage: bytes() },
    { type: 'inboundMessage', sealedMessage: new Uint8Array(0) },
    { type: 'drained' },
    { type: 'requestKeyStatus', oneTimeKeyHashes: true },
    {
      type: 'keyStatus',
      registered: true,
      registrationID: uint32(),
      signedPreKeyHash: bytes(),
      oneTimeKeys: uint32(),
      oneTimeKeyHashes: many(uint32),
      wakeup: WakeupState.failing,
      wakeupKey: bytes(),
    },
    {
      type: 'multiMessage',
      shared: bytes(),
      parts: many(() => ({ to: address(), head: bytes(), registrationID: uint32(), deliveryToken: bytes() })),
      onlineOnly: randomInt(2) === 0,
      ttlHours: uint32(),
      quiet: randomInt(2) === 0,
    },
    {
      type: 'multiMessage',
      shared: bytes(),
      parts: [{ to: undefined, head: bytes(), registrationID: undefined, deliveryToken: new Uint8Array(0) }],
      onlineOnly: randomInt(2) === 0,
      ttlHours: uint32(),
      quiet: randomInt(2) === 0,
    },
    { type: 'multiResult', refused: many(() => ({ part: uint32(), name: 'unknown_user' })) },
    { type: 'setWakeup', endpoint: '', p256dh: bytes(), auth: bytes(), minSeconds: uint32(), serverKey: bytes() },
    { type: 'setWakeup', endpoint: 'https://push.example/1', p256dh: bytes(), auth: bytes(), minSeconds: uint32(), serverKey: bytes() },
    { type: 'requestUpload', bytes: uint64() },
    {
      type: 'upload',
      putURL: '/attachments/put',
      putHeaders: { 'If-None-Match': '*', empty: '' },
      getURL: 'https://store.example/get?a=b',
      putExpiresAt: uint64(),
      keptUntil: uint64(),
    },
    { type: 'upload', putURL: '', putHeaders: {}, getURL: '', putExpiresAt: 0, keptUntil: uint64() },
  ];
}

/** Many messages, every payload among them. */
function messages(): readonly Message[] {
  return Array.from({ length: 50 }, payloads)
    .flat()
    .map((payload) => ({ sequence: uint32(), payload }));
}

describe('the codec', () => {
  it('knows every payload of the contract', () => {
    const known = new Set(payloads().map((payload) => payload.type));

    assert.deepEqual([...known], schema.lookupType('signal.Message').oneofs['payload']?.fieldsArray.map((field) => field.name));
  });

  it('writes what others read', () => {
    for (const message of messages()) {
      assert.deepEqual(readElsewhere('signal.Message', encode(message)), readElsewhere('signal.Message', writtenElsewhere(message)));
    }
  });

  it('reads what others wrote', () => {
    for (const message of messages()) {
      assert.deepEqual(decode(writtenElsewhere(message)), message);
    }
  });

  it('reads what it wrote', () => {
    for (const message of messages()) {
      assert.deepEqual(decode(encode(message)), message);
    }
  });

  it('reads and writes a Message without payload', () => {
    assert.deepEqual(decode(encode({ sequence: 7, payload: undefined })), { sequence: 7, payload: undefined });
    assert.deepEqual(decode(new Uint8Array(0)), { sequence: 0, payload: undefined });
  });

  it('passes over what a later protocol adds', () => {
    const addedField = Uint8Array.of(0x08, 7, 0x12, 3, 0x98, 0x06, 1);
    const addedPayload = Uint8Array.of(0x08, 7, 0xa2, 0x06, 1, 9);

    assert.deepEqual(decode(addedField), { sequence: 7, payload: { type: 'ack' } });
    assert.deepEqual(decode(addedPayload), { sequence: 7, payload: undefined });
  });

  it('reads numbers that are not packed', () => {
    const { payload } = decode(Uint8Array.of(0x42, 4, 0x10, 5, 0x10, 6));

    assert.deepEqual(payload, {
      type: 'requestPreKeys',
      userID: new Uint8Array(0),
      knownDeviceIDs: [5, 6],
      knownRegistrationIDs: [],
      onlyDeviceIDs: [],
      deliveryToken: new Uint8Array(0),
    });
  });

  it('takes nothing else for a Message', () => {
    for (const garbage of [
      [0xff], [0x12, 5, 0], [0x12, 1, 0xff], [0x00, 0x00], [0x0b],
      // A value that ends behind the message, a length and a tag of more than 32 bits, a varint of eleven bytes.
      [0x9d, 0x06, 1, 2, 3], [0x12, 0x80, 0x80, 0x80, 0x80, 0x10], [0x80, 0x80, 0x80, 0x80, 0x10, 0], [0x08, ...new Array(10).fill(0x80), 0],
      // Groups: one that ends under another number, one that does not begin, and a hundred and one within each other.
      [0x9b, 0x06, 0xa4, 0x06], [0x9c, 0x06], new Array(101).fill([0x9b, 0x06]).concat(new Array(101).fill([0x9c, 0x06])).flat(),
    ]) {
      assert.throws(() => decode(Uint8Array.from(garbage)), UndecodableError, `${garbage}`);
    }
  });

  it('takes no text that is not UTF-8', () => {
    // Half a character, an overlong one, half a surrogate pair, and one behind the last.
    for (const text of [[0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
      assert.throws(() => decode(Uint8Array.of(0x1a, text.length + 2, 0x0a, text.length, ...text)), UndecodableError, `${text}`);
    }
  });

  it('passes over every kind of value', () => {
    const varint = [0x98, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    const bits64 = [0x99, 0x06, 1, 2, 3, 4, 5, 6, 7, 8];
    const bytes = [0x9a, 0x06, 2, 1, 2];
    const bits32 = [0x9d, 0x06, 1, 2, 3, 4];
    const group = [0x9b, 0x06, ...varint, ...bits64, ...bytes, 0xa3, 0x06, ...bits32, 0xa4, 0x06, 0x9c, 0x06];

    assert.deepEqual(decode(Uint8Array.from([...varint, ...bits64, ...bytes, ...bits32, ...group, 0x08, 7])), { sequence: 7, payload: undefined });
  });

  it('reads numbers of 64 bits as far as a number goes', () => {
    const upload = (...kept: number[]) => decode(Uint8Array.of(0xba, 0x01, kept.length + 1, 0x28, ...kept)).payload;

    assert.equal((upload(0x80, 0x80, 0x80, 0x80, 0x10) as { keptUntil: number }).keptUntil, 2 ** 32);
    assert.equal((upload(...new Array(9).fill(0xff), 1) as { keptUntil: number }).keptUntil, Number.MAX_SAFE_INTEGER);
  });

  it('writes no number that its field does not hold', () => {
    for (const sequence of [-1, 1.5, 2 ** 32, Number.NaN]) {
      assert.throws(() => encode({ sequence, payload: undefined }), RangeError, `${sequence}`);
    }
  });

  it('reads any bytes or refuses them', () => {
    for (let i = 0; i < 5000; i++) {
      try {
        const message = decode(Uint8Array.from(randomBytes(randomInt(40))));
        assert.deepEqual(decode(encode(message)), message);
      } catch (e) {
        assert.ok(e instanceof UndecodableError, String(e));
      }
    }
  });

  it('writes logins as others do', () => {
    const address = { userID: Uint8Array.from(randomBytes(33)), deviceID: 7 };
    const login = { address, nonce: Uint8Array.from(randomBytes(32)), serverName: 'chat.example', reportDrained: true };

    assert.deepEqual(decodeLogin(encodeLogin(login)), login);
    assert.deepEqual(readElsewhere('signal.Login', encodeLogin(login)), {
      address: { userID: Buffer.from(login.address.userID).toString('base64'), deviceID: 7 },
      nonce: Buffer.from(login.nonce).toString('base64'),
      serverName: 'chat.example',
      reportDrained: true,
    });
  });
});
