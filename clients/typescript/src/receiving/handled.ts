/** Remembers the messages last handled, by their SHA-256; the one not seen longest goes first. */
export class Handled {
  readonly #bound: number;
  readonly #digests = new Set<string>();

  constructor(bound: number) {
    this.#bound = bound;
  }

  static async digest(sealedMessage: Uint8Array): Promise<string> {
    const digest = await crypto.subtle.digest('SHA-256', sealedMessage as Uint8Array<ArrayBuffer>);
    return String.fromCharCode(...new Uint8Array(digest));
  }

  /** Whether this was handled; if so, it counts as seen just now. */
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
