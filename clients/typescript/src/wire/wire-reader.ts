import { fromUtf8 } from './utf8.ts';
import { WireType } from './wire-type.ts';

/** The bytes of the longest varint. */
const MAX_VARINT_BYTES = 10;
/** Groups within groups that are skipped; no message of this protocol has one. */
const MAX_GROUPS = 100;
const TWO_TO_32 = 2 ** 32;

/** Reads the values of one message in protobuf's wire format, in order; throws an Error at bytes that are not in this format. */
export class WireReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  // The latest varint, as two halves of 32 bits.
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  #skipBytes(length: number): number {
    const start = this.#position;
    if (length > this.#bytes.length - start) {
      throw new RangeError('a value ends behind its message');
    }
    this.#position += length;
    return start;
  }

  #varint(): void {
    this.#low = 0;
    this.#high = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      const byte = this.#bytes[this.#skipBytes(1)] ?? 0;
      const bits = byte & 0x7f;
      if (index < 5) {
        this.#low |= bits << (7 * index);
      }
      if (index >= 4) {
        this.#high |= index === 4 ? bits >> 4 : bits << (7 * index - 32);
      }
      if (byte < 0x80) {
        return;
      }
    }
    throw new RangeError('a varint has more than ten bytes');
  }

  /** The number of the next field, and how its value is written. */
  tag(): [number: number, wireType: WireType] {
    const tag = this.#uint32Only();
    const number = tag >>> 3;
    const wireType = tag & 7;
    if (number === 0 || wireType > WireType.bit32) {
      throw new RangeError('not a tag');
    }
    return [number, wireType as WireType];
  }

  // Anything larger is no length and no tag.
  #uint32Only(): number {
    const value = this.uint32();
    if (this.#high !== 0) {
      throw new RangeError('a number has more than 32 bits');
    }
    return value;
  }

  /** The lower 32 bits, as protobuf reads a longer varint. */
  uint32(): number {
    this.#varint();
    return this.#low >>> 0;
  }

  /** Numbers of more than 53 bits are read as the largest that has so many. */
  uint64(): number {
    this.#varint();
    return Math.min((this.#high >>> 0) * TWO_TO_32 + (this.#low >>> 0), Number.MAX_SAFE_INTEGER);
  }

  bool(): boolean {
    this.#varint();
    return (this.#low | this.#high) !== 0;
  }

  fixed32(): number {
    const start = this.#skipBytes(4);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + start, 4).getUint32(0, true);
  }

  /** A view of the message's bytes. */
  bytes(): Uint8Array {
    const length = this.#uint32Only();
    const start = this.#skipBytes(length);
    return this.#bytes.subarray(start, start + length);
  }

  string(): string {
    return fromUtf8(this.bytes());
  }

  /** Passes over the value of a field. */
  skip(number: number, wireType: WireType, depth = 0): void {
    switch (wireType) {
      case WireType.varint:
        this.#varint();
        return;
      case WireType.bit64:
        this.#skipBytes(8);
        return;
      case WireType.bit32:
        this.#skipBytes(4);
        return;
      case WireType.lengthDelimited:
        this.bytes();
        return;
      case WireType.startGroup:
        this.#skipGroup(number, depth);
        return;
      case WireType.endGroup:
        throw new RangeError('a group ends that has not begun');
    }
  }

  #skipGroup(group: number, depth: number): void {
    if (depth === MAX_GROUPS) {
      throw new RangeError('too many groups within groups');
    }
    for (let [number, wireType] = this.tag(); wireType !== WireType.endGroup || number !== group; [number, wireType] = this.tag()) {
      this.skip(number, wireType, depth + 1);
    }
  }
}
