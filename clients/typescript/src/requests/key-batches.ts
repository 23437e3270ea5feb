import { encode } from '../wire/codec.ts';
import type { Register } from '../wire/message.ts';

const LONGEST_SEQUENCE = 0xffffffff;
/** A tag and the longest length that a frame leaves room for, before a key or around them all. */
const HEAD_BYTES = 6;

/**
 * Splits a registration, its one-time keys in their order, so that each part fits into one frame. At least one part, which may have none.
 *
 * @throws RangeError where a key by itself is larger than a frame
 */
export function keyBatches(register: Register, frameBytes: number): readonly Register[] {
  const bare = encode({ sequence: LONGEST_SEQUENCE, payload: { ...register, oneTimePreKeys: [] } });
  const room = frameBytes - bare.length - HEAD_BYTES;
  const batches: Uint8Array[][] = [[]];
  let left = room;
  for (const key of register.oneTimePreKeys) {
    const needed = key.length + HEAD_BYTES;
    if (needed > left && left < room) {
      batches.push([]);
      left = room;
    }
    left -= needed;
    requireRoom(left, frameBytes);
    batches.at(-1)?.push(key);
  }
  requireRoom(left, frameBytes);
  return batches.map((oneTimePreKeys) => ({ ...register, oneTimePreKeys }));
}

function requireRoom(left: number, frameBytes: number): void {
  if (left < 0) {
    throw new RangeError(`no key fits into a frame of ${frameBytes} bytes but smaller`);
  }
}
