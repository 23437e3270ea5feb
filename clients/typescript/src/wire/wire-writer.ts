import { utf8 } from './utf8.ts';
import { WireType } from './wire-type.ts';

const INITIAL_BYTES = 128;
const MAX_VARINT_BYTES = 10;
const MAX_UINT32 = 0xffffffff;

/** Writes one message in protobuf's wire format: for each field, its tag and then its value. */
export class WireWriter {
  #buffer = new Uint8Array(INITIAL_BYTES);
  #length = 0;

  #reserve(bytes: number): void {
    if (this.#length + bytes > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(this.#length + bytes, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
  }

  tag(number: number, wireType: WireType): this {
    return this.uint32(number * 8 + wireType);
  }

  uint32(value: number): this {
    if (value > MAX_UINT32) {
      throw new RangeError(`${value} has more than 32 bits`);
    }
    return this.uint64(value);
  }

  uint64(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${value} is not a whole number of 0 to 53 bits`);
    }
    this.#reserve(MAX_VARINT_BYTES);
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
    }
    this.#buffer[this.#length++] = rest;
    return this;
  }

  bool(value: boolean): this {
    return this.uint64(value ? 1 : 0);
  }

  fixed32(value: number): this {
    this.#reserve(4);
    new DataView(this.#buffer.buffer).setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.uint32(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  string(value: string): this {
    return this.bytes(utf8(value));
  }

  /** A value that is itself a message, or a packed list of numbers. */
  nested(write: (writer: this) => void): this {
    const start = this.#length;
    write(this);
    const end = this.#length;
    // Its length goes before it, and takes more bytes the larger it is.
    this.uint32(end - start);
    const lengthBytes = this.#buffer.slice(end, this.#length);
    this.#buffer.copyWithin(start + lengthBytes.length, start, end);
    this.#buffer.set(lengthBytes, start);
    return this;
  }

  /** The bytes written so far. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }
}
