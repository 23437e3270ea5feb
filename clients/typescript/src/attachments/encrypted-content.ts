import type { UnsharedBytes } from '../socket/web-socket.ts';
import { encryptedBytes, plainBytes, SegmentCipher, segmentsFor } from './segments.ts';
import { paddedSize } from './size-class.ts';

/** What can be uploaded: a `Blob` or `File`, or anything else that knows its size and can be read from its beginning. */
export interface AttachmentContent {
  /** In bytes. */
  readonly size: number;
  /** Reads exactly so many bytes. */
  stream(): ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** The bytes in front of the content, which hold its length. */
export const LENGTH_BYTES = 8;

/** The bytes that content of this size has before encryption: its length, itself, and zeros up to its size class. */
function framedBytes(size: number): number {
  return paddedSize(LENGTH_BYTES + size);
}

/** The bytes that content of this size has once it is encrypted. */
export function encryptedSize(size: number): number {
  return encryptedBytes(framedBytes(size));
}

/** Reads the content, pads it and encrypts it, a segment at a time. Throws a RangeError if it is shorter or longer than its size says. */
export async function* encryptedContent(content: AttachmentContent, cipher: SegmentCipher): AsyncGenerator<UnsharedBytes> {
  const total = framedBytes(content.size);
  const segments = segmentsFor(total);
  const source = framed(content);
  yield cipher.header;
  for (let segment = 0, left = total; segment < segments; segment++) {
    const plain = await source.take(Math.min(left, plainBytes(segment)));
    left -= plain.length;
    yield await cipher.encrypt(segment, left === 0, plain);
  }
  await source.end();
}

/** Reads numbers of bytes off the length, the content and zeros without end. */
function framed(content: AttachmentContent) {
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setBigUint64(0, BigInt(content.size));
  const source = content.stream();
  const parts = 'getReader' in source ? read(source) : source[Symbol.asyncIterator]();
  let rest: Uint8Array = length;
  let unread = content.size;

  async function next(): Promise<Uint8Array | undefined> {
    const { done, value } = await parts.next();
    unread -= done ? 0 : value.length;
    if (unread < 0 || (done && unread > 0)) {
      await parts.return?.();
      throw new RangeError('the content does not have the size that it states');
    }
    return done ? undefined : value;
  }

  return {
    async take(bytes: number): Promise<UnsharedBytes> {
      const taken = new Uint8Array(bytes);
      let filled = 0;
      while (filled < bytes) {
        if (rest.length === 0) {
          const more = await next();
          if (more === undefined) {
            break;
          }
          rest = more;
        }
        const part = rest.subarray(0, bytes - filled);
        taken.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
      }
      return taken;
    },
    async end(): Promise<void> {
      while ((await next()) !== undefined) {
        // Only empty parts are left, or it is too long.
      }
    },
  };
}

// A stream can be iterated in Node.js and Firefox alone.
async function* read(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  } finally {
    await reader.cancel();
  }
  return undefined;
}

/** The content in decrypted segments, without its length and the zeros behind it. */
export class ContentReader {
  #left: number | undefined;

  /** The content in the next segment. Throws a RangeError if the length that the first one states is not possible. */
  read(plain: UnsharedBytes): UnsharedBytes {
    const content = this.#left === undefined ? this.#begin(plain) : plain;
    const part = content.subarray(0, this.#left);
    this.#left = (this.#left ?? 0) - part.length;
    return part as UnsharedBytes;
  }

  #begin(plain: UnsharedBytes): UnsharedBytes {
    if (plain.length < LENGTH_BYTES) {
      throw new RangeError('the attachment has no length');
    }
    this.#left = Number(new DataView(plain.buffer, plain.byteOffset).getBigUint64(0));
    return plain.subarray(LENGTH_BYTES) as UnsharedBytes;
  }

  /** Throws a RangeError if content is missing. */
  end(): void {
    if (this.#left !== 0) {
      throw new RangeError('the attachment ends before its content does');
    }
  }
}
