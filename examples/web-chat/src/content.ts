import { fromBase64url, utf8 } from './bytes.ts';
import type { Bytes } from './bytes.ts';

/** Characters of a text, and of a name. */
export const MAX_TEXT = 4000;
export const MAX_NAME = 40;
/** Bytes of a delivery token. */
export const TOKEN_BYTES = 32;
const ID = /^[-0-9a-f]{36}$/;

/** What is inside a sealed message. Its sender wrote it, who may be hostile: see {@link parse}. */
export interface Content {
  /** A UUID, by which the recipient recognizes a message that arrives twice. */
  readonly id: string;
  readonly text: string;
  /** What a reply needs: the name that the sender gives itself, and a token to reach it. */
  readonly name: string;
  readonly token: string;
}

/** Content as bytes. */
export function format(content: Content): Bytes {
  return utf8(JSON.stringify(content));
}

/** Content of bytes that somebody sent; throws an Error if a field is missing, or not what this app writes. */
export function parse(bytes: Uint8Array): Content {
  const found: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const { id, text, name, token } = Object(found) as Record<string, unknown>;
  return { id: string(id, ID), text: short(text, MAX_TEXT), name: short(name, MAX_NAME), token: tokenText(token) };
}

function string(value: unknown, form: RegExp): string {
  if (typeof value !== 'string' || !form.test(value)) {
    throw new TypeError('not the expected text');
  }
  return value;
}

function short(value: unknown, longest: number): string {
  const text = string(value, /^/);
  if (text.trim() === '' || text.length > longest) {
    throw new RangeError('an empty or very long text');
  }
  return text;
}

function tokenText(value: unknown): string {
  const text = string(value, /^/);
  fromBase64url(text, TOKEN_BYTES);
  return text;
}
