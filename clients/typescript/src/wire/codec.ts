import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { bytes, nested, readFields, repeatedBytes, repeatedUint32, string, uint32, writeFields } from './field.ts';
import type { Fields } from './field.ts';
import type { Address, Login, Message, Payload } from './message.ts';

/** A frame, or a Login, that cannot be read: none was written by this protocol. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

type FieldsOf<Type extends Payload['type']> = Fields<Omit<Extract<Payload, { type: Type }>, 'type'>>;

const SEQUENCE = uint32(1);

const ADDRESS: Fields<Address> = { userID: bytes(1), deviceID: uint32(2) };

const LOGIN: Fields<Login> = { address: nested(1, ADDRESS), nonce: bytes(2) };

/** The number of each payload in `Message`, as in proto/Messages.proto; a test compares them. */
const NUMBERS: { readonly [Type in Payload['type']]: number } = {
  ack: 2,
  error: 3,
  authChallenge: 4,
  authResponse: 5,
  register: 6,
  unregister: 7,
  requestPreKeys: 8,
  preKey: 9,
  preKeysLow: 10,
  outboundMessage: 11,
  inboundMessage: 12,
};

/** The fields of the payloads that are messages. */
const MESSAGES: { readonly [Type in Exclude<Payload['type'], 'inboundMessage'>]: FieldsOf<Type> } = {
  ack: {},
  error: { name: string(1), description: string(2) },
  authChallenge: { nonce: bytes(1) },
  authResponse: { login: bytes(1), signature: bytes(2) },
  register: { registrationID: uint32(1), signedPreKey: bytes(2), oneTimePreKeys: repeatedBytes(3) },
  unregister: {},
  requestPreKeys: { userID: bytes(1), knownDeviceIDs: repeatedUint32(2) },
  preKey: { address: nested(1, ADDRESS), registrationID: uint32(2), signedPreKey: bytes(3), oneTimePreKey: bytes(4) },
  preKeysLow: { keysRequested: uint32(1) },
  outboundMessage: { to: nested(1, ADDRESS), unidentifiedSenderMessage: bytes(2) },
};

const TYPES = new Map(Object.entries(NUMBERS).map(([type, number]) => [number, type as Payload['type']]));

/** The bytes of the frame that says this. */
export function encode(message: Message): Uint8Array {
  const writer = new BinaryWriter();
  SEQUENCE.write(writer, message.sequence);
  if (message.payload !== undefined) {
    writer.tag(NUMBERS[message.payload.type], WireType.LengthDelimited);
    writePayload(writer, message.payload);
  }
  return writer.finish();
}

function writePayload(writer: BinaryWriter, payload: Payload): void {
  if (payload.type === 'inboundMessage') {
    writer.bytes(payload.sealedMessage);
  } else {
    writer.fork();
    writeFields<object>(writer, MESSAGES[payload.type], payload);
    writer.join();
  }
}

/**
 * What a frame says. Fields that this version does not know are passed over. The bytes in it are views of those given.
 *
 * @throws UndecodableError where the bytes are no Message
 */
export function decode(frame: Uint8Array): Message {
  return readable(() => {
    const reader = new BinaryReader(frame);
    let sequence = SEQUENCE.absent;
    let payload: Payload | undefined;
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const type = wireType === WireType.LengthDelimited ? TYPES.get(number) : undefined;
      if (type !== undefined) {
        payload = readPayload(type, reader.bytes());
      } else if (number === SEQUENCE.number && wireType === WireType.Varint) {
        sequence = reader.uint32();
      } else {
        reader.skip(wireType, number);
      }
    }
    return { sequence, payload };
  });
}

function readPayload(type: Payload['type'], bytes: Uint8Array): Payload {
  if (type === 'inboundMessage') {
    return { type, sealedMessage: bytes };
  }
  return { type, ...readFields<object>(new BinaryReader(bytes), MESSAGES[type]) } as Payload;
}

/** The bytes that an AuthResponse carries and its signature is over. */
export function encodeLogin(login: Login): Uint8Array {
  const writer = new BinaryWriter();
  writeFields(writer, LOGIN, login);
  return writer.finish();
}

/**
 * What an AuthResponse signed.
 *
 * @throws UndecodableError where the bytes are no Login
 */
export function decodeLogin(login: Uint8Array): Login {
  return readable(() => readFields(new BinaryReader(login), LOGIN));
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new UndecodableError('the bytes are not of this protocol', { cause });
  }
}
