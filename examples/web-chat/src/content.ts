import { fromBase64url, utf8 } from './bytes.ts';
import type { Bytes } from './bytes.ts';

/** Characters of a text, and of a name. */
export const MAX_TEXT = 4000;
export const MAX_NAME = 40;
/** Bytes of a delivery token. */
export const TOKEN_BYTES = 32;
/** The largest picture to show, in bytes. */
export const MAX_PICTURE_BYTES = 10 * 1024 * 1024;
const MAX_LINK = 200;
const ID = /^[-0-9a-f]{36}$/;
/** No SVG, which is a document with links. */
const PICTURE_TYPE = /^image\/(png|jpeg|webp|gif)$/;

/** A picture that was uploaded. */
export interface PictureLink {
  /** Where it is, and the key that opens it. */
  readonly link: string;
  readonly type: string;
  readonly bytes: number;
}

/** What is inside a sealed message. Its sender wrote it, who may be hostile: see {@link parse}. */
export interface Content {
  /** A UUID, by which the recipient recognizes a message that arrives twice. */
  readonly id: string;
  /** Empty if there is a picture. */
  readonly text: string;
  readonly picture?: PictureLink;
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
  const { id, text, picture, name, token } = Object(found) as Record<string, unknown>;
  const sent = picture === undefined ? { text: short(text, MAX_TEXT) } : { text: '', picture: pictureLink(picture) };
  return { id: string(id, ID), ...sent, name: short(name, MAX_NAME), token: tokenText(token) };
}

function pictureLink(value: unknown): PictureLink {
  const { link, type, bytes } = Object(value) as Record<string, unknown>;
  if (!Number.isSafeInteger(bytes) || Number(bytes) < 1 || Number(bytes) > MAX_PICTURE_BYTES) {
    throw new RangeError('a picture without a size, or too large');
  }
  return { link: short(link, MAX_LINK), type: string(type, PICTURE_TYPE), bytes: Number(bytes) };
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
