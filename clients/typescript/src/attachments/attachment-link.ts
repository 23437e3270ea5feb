import type { UnsharedBytes } from '../socket/web-socket.ts';
import { KEY_BYTES } from './segments.ts';

/** Where an attachment is, and the key that opens it. */
export interface AttachmentLink {
  /** A path of the deployment's servers. */
  readonly path: string;
  readonly key: UnsharedBytes;
}

/**
 * No other URL is ever fetched: a link comes from whoever wrote the message, and asking another server would tell that one where its reader is.
 */
const LINK = /^(\/attachments\/[-_0-9A-Za-z]+)#([-_0-9A-Za-z]{43})$/;

/** As a text, which is a secret. */
export function formatLink({ path, key }: AttachmentLink): string {
  const base64 = btoa(String.fromCharCode(...key)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${path}#${base64}`;
}

/** @throws TypeError if the text is not a link that `formatLink` gave */
export function parseLink(text: string): AttachmentLink {
  const [, path, base64] = LINK.exec(text) ?? [];
  if (path === undefined || base64 === undefined) {
    throw new TypeError('not a link to an attachment');
  }
  const key = Uint8Array.from(atob(base64.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  if (key.length !== KEY_BYTES) {
    throw new TypeError('not a link to an attachment');
  }
  return { path, key };
}
