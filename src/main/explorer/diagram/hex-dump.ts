import { hex } from '../sealing/bytes.ts';

const IN_A_LINE = 16;
const OFFSET_DIGITS = 4;

/** A hex dump: offset, sixteen bytes, and ASCII characters. */
export function hexDump(bytes: Uint8Array): string {
  const lines = [];
  for (let at = 0; at < bytes.length; at += IN_A_LINE) {
    lines.push(line(at, bytes.subarray(at, at + IN_A_LINE)));
  }
  return lines.join('\n');
}

function line(at: number, bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => hex(Uint8Array.of(byte))).join(' ');
  const letters = Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${at.toString(16).padStart(OFFSET_DIGITS, '0')}  ${digits.padEnd(3 * IN_A_LINE)} ${letters}`;
}
