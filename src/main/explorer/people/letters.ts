import { Recent } from '../recent.ts';
import { hex } from '../sealing/bytes.ts';
import { open } from '../sealing/envelope.ts';
import type { Letter, Owner } from '../sealing/envelope.ts';

const REMEMBERED = 200;
const ID_BYTES = 32;

/** Messages opened so far. A message may arrive again, after its one-time key was discarded. */
export class Letters {
  readonly #owner: Owner;
  readonly #opened = new Recent<Letter>(REMEMBERED);

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /**
   * Opens a message, or remembers it.
   *
   * @throws Error if it cannot be opened
   */
  async open(sealed: Uint8Array): Promise<{ letter: Letter; again: boolean }> {
    const id = hex(sealed.subarray(0, ID_BYTES));
    const known = this.#opened.get(id);
    if (known !== undefined) {
      return { letter: known, again: true };
    }
    const letter = await open(sealed, this.#owner);
    this.#opened.set(id, letter);
    return { letter, again: false };
  }
}
