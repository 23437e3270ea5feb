import { asked } from './options.js';

/** Payload of a letter: who sent it and which of theirs it is, when (ms since 1970), and zeros up to PAYLOAD bytes. */
export function write({ sender, number, sentAt }) {
  const bytes = new Uint8Array(asked.payloadBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sender);
  view.setUint32(4, number);
  view.setFloat64(8, sentAt);
  return bytes;
}

/** What `write` was given; undefined where these bytes are not from there. */
export function read(bytes) {
  if (bytes.length !== asked.payloadBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { sender: view.getUint32(0), number: view.getUint32(4), sentAt: view.getFloat64(8) };
}
