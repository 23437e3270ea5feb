import type { AttachmentCrypto, Sha256 } from './crypto.ts';
import type { UnsharedBytes } from './socket/web-socket.ts';

/** WebCrypto; undefined in React Native, and in pages that are neither `https:` nor on `localhost`. */
export function subtle(): typeof crypto.subtle | undefined {
  return (globalThis as { crypto?: { subtle?: typeof crypto.subtle } }).crypto?.subtle;
}

/** As {@link subtle}; throws a TypeError where the runtime has none, which names what to use instead. */
export function requireSubtle(instead: string): typeof crypto.subtle {
  const available = subtle();
  if (available === undefined) {
    throw new TypeError(`this runtime has no WebCrypto: ${instead}`);
  }
  return available;
}

/** WebCrypto's SHA-256; undefined where the runtime has none. */
export function webSha256(): Sha256 | undefined {
  const available = subtle();
  return available && (async (bytes) => new Uint8Array(await available.digest('SHA-256', bytes)));
}

/** WebCrypto's part in attachments; undefined where the runtime has none. */
export function webAttachmentCrypto(): AttachmentCrypto | undefined {
  const available = subtle();
  return available && new WebAttachmentCrypto(available);
}

class WebAttachmentCrypto implements AttachmentCrypto {
  readonly #subtle: typeof crypto.subtle;

  constructor(available: typeof crypto.subtle) {
    this.#subtle = available;
  }

  randomBytes(length: number): UnsharedBytes {
    return crypto.getRandomValues(new Uint8Array(length));
  }

  async hkdfSha256(key: UnsharedBytes, salt: UnsharedBytes, info: UnsharedBytes, length: number): Promise<UnsharedBytes> {
    const secret = await this.#subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
    return new Uint8Array(await this.#subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret, 8 * length));
  }

  async encryptAes256Gcm(key: UnsharedBytes, nonce: UnsharedBytes, plain: UnsharedBytes): Promise<UnsharedBytes> {
    const imported = await this.#subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
    return new Uint8Array(await this.#subtle.encrypt({ name: 'AES-GCM', iv: nonce }, imported, plain));
  }

  async decryptAes256Gcm(key: UnsharedBytes, nonce: UnsharedBytes, encrypted: UnsharedBytes): Promise<UnsharedBytes> {
    const imported = await this.#subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt']);
    return new Uint8Array(await this.#subtle.decrypt({ name: 'AES-GCM', iv: nonce }, imported, encrypted));
  }
}
