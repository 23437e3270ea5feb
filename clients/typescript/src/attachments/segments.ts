import type { UnsharedBytes } from '../socket/web-socket.ts';
import type { AttachmentCrypto } from '../crypto.ts';
import { utf8 } from '../wire/utf8.ts';

/** The bytes of an encrypted segment, its tag included; the first one is shorter by the header, and the last one may be shorter still. */
export const SEGMENT_BYTES = 65_536;

const TAG_BYTES = 16;
const SALT_BYTES = 32;
const PREFIX_BYTES = 7;
/** Its own length in one byte, the salt, and the prefix of all nonces. */
export const HEADER_BYTES = 1 + SALT_BYTES + PREFIX_BYTES;
const NONCE_BYTES = PREFIX_BYTES + 5;
export const KEY_BYTES = 32;

/** Bound into the key, so that it opens only attachments. */
const CONTEXT = utf8('messaging.v2 attachment') as UnsharedBytes;

/** The bytes of a segment before encryption. */
export function plainBytes(segment: number): number {
  return SEGMENT_BYTES - TAG_BYTES - (segment === 0 ? HEADER_BYTES : 0);
}

/** The number of segments that so many bytes fill. */
export function segmentsFor(bytes: number): number {
  return bytes <= plainBytes(0) ? 1 : 1 + Math.ceil((bytes - plainBytes(0)) / plainBytes(1));
}

/** The bytes of the whole, encrypted. */
export function encryptedBytes(bytes: number): number {
  return HEADER_BYTES + bytes + TAG_BYTES * segmentsFor(bytes);
}

/**
 * Encrypts one attachment in segments, each of which is authenticated together with its place and with whether it is the last: so a reader notices
 * what is missing, too much or in another order. The format is AES256_GCM_HKDF of Tink's Streaming AEAD, with segments of 64 KiB.
 *
 * Source: https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming
 */
export class SegmentCipher {
  readonly #crypto: AttachmentCrypto;
  readonly #key: UnsharedBytes;
  /** The first bytes of the file. */
  readonly header: UnsharedBytes;

  private constructor(crypto: AttachmentCrypto, key: UnsharedBytes, header: UnsharedBytes) {
    this.#crypto = crypto;
    this.#key = key;
    this.header = header;
  }

  /** @param key 32 random bytes, for this attachment alone */
  static create(crypto: AttachmentCrypto, key: UnsharedBytes): Promise<SegmentCipher> {
    const header = Uint8Array.of(HEADER_BYTES, ...crypto.randomBytes(HEADER_BYTES - 1));
    return SegmentCipher.of(crypto, key, header);
  }

  /** @throws RangeError if this is no header */
  static async of(crypto: AttachmentCrypto, key: UnsharedBytes, header: UnsharedBytes): Promise<SegmentCipher> {
    if (header.length !== HEADER_BYTES || header[0] !== HEADER_BYTES || key.length !== KEY_BYTES) {
      throw new RangeError('not an attachment of this format');
    }
    const salt = header.slice(1, 1 + SALT_BYTES) as UnsharedBytes;
    const derived = await crypto.hkdfSha256(key, salt, CONTEXT, KEY_BYTES);
    return new SegmentCipher(crypto, derived as UnsharedBytes, header);
  }

  async encrypt(segment: number, last: boolean, plain: UnsharedBytes): Promise<UnsharedBytes> {
    return (await this.#crypto.encryptAes256Gcm(this.#key, this.#nonce(segment, last), plain)) as UnsharedBytes;
  }

  /** Rejects if the segment was not encrypted with this key, for this place. */
  async decrypt(segment: number, last: boolean, encrypted: UnsharedBytes): Promise<UnsharedBytes> {
    return (await this.#crypto.decryptAes256Gcm(this.#key, this.#nonce(segment, last), encrypted)) as UnsharedBytes;
  }

  #nonce(segment: number, last: boolean): UnsharedBytes {
    const nonce = new Uint8Array(NONCE_BYTES);
    nonce.set(this.header.subarray(1 + SALT_BYTES));
    const view = new DataView(nonce.buffer);
    view.setUint32(PREFIX_BYTES, segment);
    view.setUint8(NONCE_BYTES - 1, last ? 1 : 0);
    return nonce;
  }
}
