import { encode } from '../wire/codec.ts';
import type { Register } from '../wire/message.ts';

const LONGEST_SEQUENCE = 0xffffffff;
/** The most bytes that a tag and a length need, for a key or for the whole message. */
const HEAD_BYTES = 6;

/**
 * Splits a registration by its one-time keys, in order, into batches that each fit into one frame. At least one batch, which may have no key.
 *
 * @throws RangeError if a key alone does not fit into a frame
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
    throw new RangeError(`a key does not fit into a frame of ${frameBytes} bytes`);
  }
}
