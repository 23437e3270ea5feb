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

/** A number as four bytes. */
export function uint32(value: number): Bytes {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** A text as UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Bytes in the alphabet of URLs, without padding. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @throws TypeError if the text is not exactly what {@link base64url} makes of so many bytes */
export function fromBase64url(text: string, length: number): Bytes {
  if (!/^[-_0-9A-Za-z]*$/.test(text)) {
    throw new TypeError('not base64url');
  }
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  if (bytes.length !== length || base64url(bytes) !== text) {
    throw new TypeError('not base64url of the expected length');
  }
  return bytes;
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
