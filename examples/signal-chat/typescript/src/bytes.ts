import { createHash } from 'node:crypto';

/** Bytes as libsignal takes them: not shared with another thread. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function copy(bytes: Uint8Array): Bytes {
  return Uint8Array.from(bytes);
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  return copy(Buffer.concat(parts));
}

export function utf8(text: string): Bytes {
  return copy(Buffer.from(text, 'utf8'));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

export function sha256(...parts: readonly Uint8Array[]): Bytes {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(part));
  return copy(hash.digest());
}

export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
