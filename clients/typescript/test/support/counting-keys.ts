import type { PreKeySource } from '../../src/index.ts';

/** Keys that are no keys, but numbers from 1, so that each is told from the others. */
export class CountingKeys implements PreKeySource {
  readonly registrationID = 7;
  readonly signedPreKey = Uint8Array.of(1, 2, 3);
  #last = 0;

  async oneTimePreKeys(count: number): Promise<readonly Uint8Array[]> {
    return Array.from({ length: count }, () => new Uint8Array(Uint32Array.of(++this.#last).buffer));
  }
}
