import { deferred } from '../deferred.ts';
import type { ClientError } from '../errors.ts';

/**
 * Resolves when everything that waited at a login is acked. The next login starts it again, since other messages may wait by then; if it had not
 * resolved, it stays the same.
 */
export class DrainedPromise {
  #current = pending();
  #isDrained = false;

  /** Of the present login, or of the next one. */
  get current(): Promise<void> {
    return this.#current.promise;
  }

  /** The server has reported it. */
  drained(): void {
    this.#isDrained = true;
    this.#current.resolve();
  }

  disconnected(): void {
    if (this.#isDrained) {
      this.#isDrained = false;
      this.#current = pending();
    }
  }

  /** There will be no other login. */
  closed(why: ClientError): void {
    this.disconnected();
    this.#current.reject(why);
  }
}

function pending(): ReturnType<typeof deferred<void>> {
  const current = deferred<void>();
  // Not every app asks.
  current.promise.catch(() => {});
  return current;
}
