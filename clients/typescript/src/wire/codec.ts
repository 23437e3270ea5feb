import {
  bool,
  bytes,
  nested,
  optionalUint32,
  readFields,
  repeatedBytes,
  repeatedFixed32,
  repeatedNested,
  repeatedUint32,
  string,
  strings,
  uint32,
  uint64,
  writeFields,
} from './field.ts';
import type { Fields } from './field.ts';
import { WireReader } from './wire-reader.ts';
import { WireType } from './wire-type.ts';
import { WireWriter } from './wire-writer.ts';
import type { Address, Admission, Login, Message, Part, Payload, PayloadOf, Refusal, ServerInfo } from './message.ts';

/** Bytes that are neither a frame nor a Login of this protocol. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

const SEQUENCE = uint32(1);

const ADDRESS: Fields<Address> = { userID: bytes(1), deviceID: uint32(2) };

const LOGIN: Fields<Login> = { address: nested(1, ADDRESS), nonce: bytes(2), serverName: string(3), reportDrained: bool(4) };

const SERVER_INFO: Fields<ServerInfo> = {
  maxFrameBytes: uint32(1),
  maxDevices: uint32(2),
  maxRecipients: uint32(3),
  wakeupKey: bytes(4),
  maxAttachmentBytes: uint64(5),
  maxFanOutBytes: uint32(6),
  maxMessageBytes: uint32(7),
  maxKeyBytes: uint32(8),
  maxKeysPerRegister: uint32(9),
  retentionHours: uint32(10),
};

const PART: Fields<Part> = { to: nested(1, ADDRESS), head: bytes(2), registrationID: optionalUint32(3), deliveryToken: bytes(4) };

const REFUSAL: Fields<Refusal> = { part: uint32(1), name: string(2) };

const ADMISSION: Fields<Admission> = { strangers: uint32(1), deliveryTokenHashes: repeatedBytes(2) };

/** A payload with fields: its number in `Message`, and the fields. */
interface Row<Type extends Payload['type']> {
  readonly number: number;
  readonly fields: Fields<Omit<PayloadOf<Type>, 'type'>>;
}

/** A payload that consists of bytes and has no fields. */
type BytesRow = Pick<Row<'inboundMessage'>, 'number'>;

/** Every payload, as in proto/Messages.proto; a test compares them. */
const PAYLOADS: { readonly [Type in Payload['type']]: Type extends 'inboundMessage' ? BytesRow : Row<Type> } = {
  ack: { number: 2, fields: {} },
  error: { number: 3, fields: { name: string(1), description: string(2) } },
  authChallenge: { number: 4, fields: { nonce: bytes(1), server: nested(2, SERVER_INFO) } },
  authResponse: { number: 5, fields: { login: bytes(1), signature: bytes(2) } },
  register: { number: 6, fields: { registrationID: uint32(1), signedPreKey: bytes(2), oneTimePreKeys: repeatedBytes(3), admission: nested(4, ADMISSION) } },
  unregister: { number: 7, fields: {} },
  requestPreKeys: {
    number: 8,
    fields: {
      userID: bytes(1),
      knownDeviceIDs: repeatedUint32(2),
      knownRegistrationIDs: repeatedUint32(3),
      onlyDeviceIDs: repeatedUint32(4),
      deliveryToken: bytes(5),
    },
  },
  preKey: {
    number: 9,
    fields: {
      address: nested(1, ADDRESS),
      registrationID: uint32(2),
      signedPreKey: bytes(3),
      oneTimePreKey: bytes(4),
      answerSize: uint32(5),
    },
  },
  preKeysLow: { number: 10, fields: { keysRequested: uint32(1) } },
  outboundMessage: {
    number: 11,
    fields: {
      to: nested(1, ADDRESS),
      unidentifiedSenderMessage: bytes(2),
      registrationID: optionalUint32(3),
      onlineOnly: bool(4),
      ttlHours: uint32(5),
      quiet: bool(6),
      deliveryToken: bytes(7),
    },
  },
  inboundMessage: { number: 12 },
  drained: { number: 16, fields: {} },
  requestKeyStatus: { number: 17, fields: { oneTimeKeyHashes: bool(1) } },
  keyStatus: {
    number: 18,
    fields: {
      registered: bool(1),
      registrationID: uint32(2),
      signedPreKeyHash: bytes(3),
      oneTimeKeys: uint32(4),
      oneTimeKeyHashes: repeatedFixed32(5),
      wakeup: uint32(6),
      wakeupKey: bytes(7),
    },
  },
  multiMessage: {
    number: 19,
    fields: { shared: bytes(1), parts: repeatedNested(2, PART), onlineOnly: bool(3), ttlHours: uint32(4), quiet: bool(5) },
  },
  multiResult: { number: 20, fields: { refused: repeatedNested(1, REFUSAL) } },
  requestUpload: { number: 22, fields: { bytes: uint64(1) } },
  upload: {
    number: 23,
    fields: { putURL: string(1), putHeaders: strings(2), getURL: string(3), putExpiresAt: uint64(4), keptUntil: uint64(5) },
  },
  setWakeup: {
    number: 21,
    fields: { endpoint: string(1), p256dh: bytes(2), auth: bytes(3), minSeconds: uint32(4), serverKey: bytes(5) },
  },
};

const TYPES = new Map(Object.entries(PAYLOADS).map(([type, { number }]) => [number, type as Payload['type']]));

/** Encodes a Message as a frame. */
export function encode(message: Message): Uint8Array {
  const writer = new WireWriter();
  SEQUENCE.write(writer, message.sequence);
  if (message.payload !== undefined) {
    writePayload(writer.tag(PAYLOADS[message.payload.type].number, WireType.lengthDelimited), message.payload);
  }
  return writer.finish();
}

function writePayload(writer: WireWriter, payload: Payload): void {
  if (payload.type === 'inboundMessage') {
    writer.bytes(payload.sealedMessage);
  } else {
    writer.nested((content) => writeFields<object>(content, PAYLOADS[payload.type].fields, payload));
  }
}

/**
 * Decodes a frame, and ignores fields that this version does not know. The byte fields of the result are views of `frame`.
 *
 * @throws UndecodableError if the bytes are not a Message
 */
export function decode(frame: Uint8Array): Message {
  return readable(() => {
    const reader = new WireReader(frame);
    let sequence = SEQUENCE.absent;
    let payload: Payload | undefined;
    while (!reader.atEnd) {
      const [number, wireType] = reader.tag();
      const type = wireType === WireType.lengthDelimited ? TYPES.get(number) : undefined;
      if (type !== undefined) {
        payload = readPayload(type, reader.bytes());
      } else if (number === SEQUENCE.number && wireType === WireType.varint) {
        sequence = reader.uint32();
      } else {
        reader.skip(number, wireType);
      }
    }
    return { sequence, payload };
  });
}

function readPayload(type: Payload['type'], bytes: Uint8Array): Payload {
  if (type === 'inboundMessage') {
    return { type, sealedMessage: bytes };
  }
  return { type, ...readFields<object>(new WireReader(bytes), PAYLOADS[type].fields) } as Payload;
}

/** Encodes a Login: the bytes that an AuthResponse contains and signs. */
export function encodeLogin(login: Login): Uint8Array {
  const writer = new WireWriter();
  writeFields(writer, LOGIN, login);
  return writer.finish();
}

/**
 * Decodes the Login of an AuthResponse.
 *
 * @throws UndecodableError if the bytes are not a Login
 */
export function decodeLogin(login: Uint8Array): Login {
  return readable(() => readFields(new WireReader(login), LOGIN));
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new UndecodableError('the bytes are not of this protocol', { cause });
  }
}
