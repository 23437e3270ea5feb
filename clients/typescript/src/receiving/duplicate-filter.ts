/** Remembers the last handled messages by their SHA-256, and forgets the least recently seen first. */
export class DuplicateFilter {
  readonly #bound: number;
  readonly #digests = new Set<string>();

  constructor(bound: number) {
    this.#bound = bound;
  }

  static async digest(sealedMessage: Uint8Array): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', sealedMessage as Uint8Array<ArrayBuffer>);
    return String.fromCharCode(...new Uint8Array(digest));
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
