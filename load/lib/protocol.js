import protobuf from 'protobufjs/light.js';
import schema from '../../proto/Messages.proto';

const root = protobuf.Root.fromJSON(schema);
const Message = root.lookupType('signal.Message');
const Login = root.lookupType('signal.Login');

/** The bytes of a Message that holds one payload, `kind` being its name in the schema. */
export function encode(sequence, kind, value) {
  return Message.encode({ sequence, [kind]: value }).finish();
}

/** The bytes of a Login, which are those to be signed. */
export function encodeLogin(address, nonce, serverName) {
  return Login.encode({ address, nonce, serverName }).finish();
}

/** Reads a frame: its `sequence`, the `kind` of its payload and the `value` of that. Throws where it is no Message. */
export function decode(frame) {
  const message = Message.decode(new Uint8Array(frame));
  return { sequence: message.sequence, kind: message.payload, value: message[message.payload] };
}
