/** Bytes for WebCrypto, in memory that is not shared with other threads. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Concatenates bytes. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes in hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether both are equal. Not for secrets: its duration depends on the bytes. */
export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Reads parts of known length, in order. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws RangeError if fewer bytes are left */
  take(length: number): Bytes {
    if (this.#at + length > this.#bytes.length) {
      throw new RangeError('too short');
    }
    this.#at += length;
    return new Uint8Array(this.#bytes.subarray(this.#at - length, this.#at));
  }

  /** The remaining bytes. */
  rest(): Bytes {
    return this.take(this.#bytes.length - this.#at);
  }
}
