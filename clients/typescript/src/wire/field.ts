import { WireReader } from './wire-reader.ts';
import { WireType } from './wire-type.ts';
import type { WireWriter } from './wire-writer.ts';

/** One field of a message: how its value is written and read. */
export interface Field<T> {
  readonly number: number;
  readonly wireTypes: readonly WireType[];
  /** The value of a field that is absent on the wire. */
  readonly absent: T;
  /** Writes the field, or nothing if its value equals that of an absent field. */
  write(writer: WireWriter, value: T): void;
  /** Reads one occurrence; `before` is the value of the earlier ones. */
  read(reader: WireReader, wireType: WireType, before: T): T;
}

/** A field for each property. */
export type Fields<T> = { readonly [K in keyof T]: Field<T[K]> };

const NO_BYTES = new Uint8Array(0);

export function uint32(number: number): Field<number> {
  return {
    number,
    wireTypes: [WireType.varint],
    absent: 0,
    write: (writer, value) => void (value === 0 || writer.tag(number, WireType.varint).uint32(value)),
    read: (reader) => reader.uint32(),
  };
}

/** Numbers of more than 53 bits are read as the largest that has so many. */
export function uint64(number: number): Field<number> {
  return {
    number,
    wireTypes: [WireType.varint],
    absent: 0,
    write: (writer, value) => void (value === 0 || writer.tag(number, WireType.varint).uint64(value)),
    read: (reader) => reader.uint64(),
  };
}

/** A number whose absence means something else than 0. */
export function optionalUint32(number: number): Field<number | undefined> {
  return {
    number,
    wireTypes: [WireType.varint],
    absent: undefined,
    write: (writer, value) => void (value === undefined || writer.tag(number, WireType.varint).uint32(value)),
    read: (reader) => reader.uint32(),
  };
}

export function bool(number: number): Field<boolean> {
  return {
    number,
    wireTypes: [WireType.varint],
    absent: false,
    write: (writer, value) => void (value && writer.tag(number, WireType.varint).bool(value)),
    read: (reader) => reader.bool(),
  };
}

export function bytes(number: number): Field<Uint8Array> {
  return {
    number,
    wireTypes: [WireType.lengthDelimited],
    absent: NO_BYTES,
    write: (writer, value) => void (value.length === 0 || writer.tag(number, WireType.lengthDelimited).bytes(value)),
    read: (reader) => reader.bytes(),
  };
}

export function string(number: number): Field<string> {
  return {
    number,
    wireTypes: [WireType.lengthDelimited],
    absent: '',
    write: (writer, value) => void (value === '' || writer.tag(number, WireType.lengthDelimited).string(value)),
    read: (reader) => reader.string(),
  };
}

export function repeatedBytes(number: number): Field<readonly Uint8Array[]> {
  return {
    number,
    wireTypes: [WireType.lengthDelimited],
    absent: [],
    write: (writer, values) => values.forEach((value) => writer.tag(number, WireType.lengthDelimited).bytes(value)),
    read: (reader, _, before) => append(before, reader.bytes()),
  };
}

export function repeatedUint32(number: number): Field<readonly number[]> {
  return packed(number, WireType.varint, (writer, value) => writer.uint32(value), (reader) => reader.uint32());
}

export function repeatedFixed32(number: number): Field<readonly number[]> {
  return packed(number, WireType.bit32, (writer, value) => writer.fixed32(value), (reader) => reader.fixed32());
}

/** Written packed, as in proto3; read packed or not. */
function packed(
  number: number,
  single: WireType,
  write: (writer: WireWriter, value: number) => void,
  read: (reader: WireReader) => number,
): Field<readonly number[]> {
  return {
    number,
    wireTypes: [WireType.lengthDelimited, single],
    absent: [],
    write: (writer, values) => {
      if (values.length > 0) {
        writer.tag(number, WireType.lengthDelimited).nested((list) => values.forEach((value) => write(list, value)));
      }
    },
    read: (reader, wireType, before) =>
      wireType === single ? append(before, read(reader)) : before.concat(numbers(new WireReader(reader.bytes()), read)),
  };
}

function numbers(reader: WireReader, read: (reader: WireReader) => number): number[] {
  const values = [];
  while (!reader.atEnd) {
    values.push(read(reader));
  }
  return values;
}

export function nested<T extends object>(number: number, fields: Fields<T>): Field<T | undefined> {
  return {
    number,
    wireTypes: [WireType.lengthDelimited],
    absent: undefined,
    write: (writer, value) => {
      if (value !== undefined) {
        writer.tag(number, WireType.lengthDelimited).nested((message) => writeFields(message, fields, value));
      }
    },
    read: (reader, _, before) => readFields(new WireReader(reader.bytes()), fields, before),
  };
}

export function repeatedNested<T extends object>(number: number, fields: Fields<T>): Field<readonly T[]> {
  return {
    number,
    wireTypes: [WireType.lengthDelimited],
    absent: [],
    write: (writer, values) =>
      values.forEach((value) => writer.tag(number, WireType.lengthDelimited).nested((message) => writeFields(message, fields, value))),
    read: (reader, _, before) => append(before, readFields(new WireReader(reader.bytes()), fields)),
  };
}

/** A map of strings: on the wire, a repeated message of a key and a value. */
export function strings(number: number): Field<Readonly<Record<string, string>>> {
  const entries = repeatedNested(number, { key: string(1), value: string(2) });
  return {
    number,
    wireTypes: entries.wireTypes,
    absent: {},
    write: (writer, values) => entries.write(writer, Object.entries(values).map(([key, value]) => ({ key, value }))),
    read: (reader, wireType, before) => {
      const [entry] = entries.read(reader, wireType, []);
      return entry === undefined ? before : Object.fromEntries([...Object.entries(before), [entry.key, entry.value]]);
    },
  };
}

/** Writes the fields of one message, in the order of the table. */
export function writeFields<T extends object>(writer: WireWriter, fields: Fields<T>, message: T): void {
  for (const name in fields) {
    fields[name].write(writer, message[name]);
  }
}

/** Reads the fields of one message up to the end, merges them into `before`, and ignores unknown fields. */
export function readFields<T extends object>(reader: WireReader, fields: Fields<T>, before?: T): T {
  const message = {} as T;
  for (const name in fields) {
    message[name] = before ? before[name] : fields[name].absent;
  }
  while (!reader.atEnd) {
    const [number, wireType] = reader.tag();
    const name = nameOf(fields, number, wireType);
    if (name === undefined) {
      reader.skip(number, wireType);
    } else {
      message[name] = fields[name].read(reader, wireType, message[name]);
    }
  }
  return message;
}

function nameOf<T extends object>(fields: Fields<T>, number: number, wireType: WireType): keyof T | undefined {
  for (const name in fields) {
    if (fields[name].number === number && fields[name].wireTypes.includes(wireType)) {
      return name;
    }
  }
  return undefined;
}

// In place: `before` is either the shared empty list or one that readFields has made itself.
function append<T>(before: readonly T[], value: T): readonly T[] {
  if (before.length === 0) {
    return [value];
  }
  (before as T[]).push(value);
  return before;
}
