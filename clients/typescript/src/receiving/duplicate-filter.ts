import type { Sha256 } from '../crypto.ts';
import type { UnsharedBytes } from '../socket/web-socket.ts';

/** Remembers the last handled messages by their SHA-256, and forgets the least recently seen first. */
export class DuplicateFilter {
  readonly #bound: number;
  readonly #sha256: Sha256;
  readonly #digests = new Set<string>();

  constructor(bound: number, sha256: Sha256) {
    this.#bound = bound;
    this.#sha256 = sha256;
  }

  async digest(sealedMessage: Uint8Array): Promise<string> {
    return String.fromCharCode(...(await this.#sha256(sealedMessage as UnsharedBytes)));
  }

  /** Whether this message was handled; if so, it is now the most recently seen. */
  has(digest: string): boolean {
    const known = this.#digests.delete(digest);
    if (known) {
      this.#digests.add(digest);
    }
    return known;
  }

  add(digest: string): void {
    this.#digests.add(digest);
    if (this.#digests.size > this.#bound) {
      const [oldest = ''] = this.#digests;
      this.#digests.delete(oldest);
    }
  }
}
