import { decodeLogin } from 'messaging-server-client';
import type { Frame, Payload } from 'messaging-server-client';
import { hex } from '../sealing/bytes.ts';
import type { Knowledge } from './seen.ts';

const SHOWN_BYTES = 24;
const SHOWN_ELEMENTS = 3;

/** A field of a message: its path and its formatted value. */
export type Field = readonly [name: string, value: string];

/** The fields of a frame. */
export function fields({ message }: Frame, known: Knowledge): readonly Field[] {
  if (message === undefined) {
    return [['', 'these bytes are not a Message']];
  }
  const { sequence, payload } = message;
  const first: Field = ['sequence', String(sequence)];
  return payload === undefined ? [first, ['payload', 'none']] : [first, ...ofPayload(payload, known)];
}

function ofPayload(payload: Payload, known: Knowledge): readonly Field[] {
  if (payload.type === 'inboundMessage') {
    return sealed('inboundMessage', payload.sealedMessage, known);
  }
  const { type, ...rest } = payload;
  const inside = Object.entries(rest).flatMap(([name, value]) => ofValue(`${type}.${name}`, value, known));
  return inside.length > 0 ? inside : [[type, 'empty']];
}

function ofValue(name: string, value: unknown, known: Knowledge): readonly Field[] {
  if (name === 'authResponse.login') {
    return Object.entries(decodeLogin(value as Uint8Array)).flatMap(([inner, field]) => ofValue(`${name}.${inner}`, field, known));
  }
  if (name === 'outboundMessage.unidentifiedSenderMessage') {
    return sealed(name, value as Uint8Array, known);
  }
  if (value instanceof Uint8Array) {
    return [[name, name.endsWith('.userID') ? user(value, known) : bytes(value)]];
  }
  if (Array.isArray(value)) {
    return [[name, list(value)]];
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([inner, field]) => ofValue(`${name}.${inner}`, field, known));
  }
  if (value === undefined) {
    return [[name, 'none']];
  }
  return [[name, typeof value === 'string' ? `“${value}”` : String(value)]];
}

function sealed(name: string, value: Uint8Array, known: Knowledge): readonly Field[] {
  const inside = known.inside(value);
  return inside === undefined ? [[name, bytes(value)]] : [[name, bytes(value)], ['decrypted (recipient only)', inside]];
}

function user(userID: Uint8Array, known: Knowledge): string {
  return `${bytes(userID)}, known to this page as ${known.name(userID)}`;
}

function list(values: readonly unknown[]): string {
  const some = values.slice(0, SHOWN_ELEMENTS).map((value) => (value instanceof Uint8Array ? bytes(value) : String(value)));
  const more = values.length - some.length;
  return values.length === 0 ? 'none' : some.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function bytes(value: Uint8Array): string {
  if (value.length === 0) {
    return 'empty';
  }
  const more = value.length > SHOWN_BYTES ? '…' : '';
  return `${hex(value.subarray(0, SHOWN_BYTES))}${more} (${value.length} bytes)`;
}
