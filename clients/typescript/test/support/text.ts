const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** The text of bytes. */
export function textOf(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}
