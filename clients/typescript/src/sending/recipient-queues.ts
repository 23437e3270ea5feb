import { addressKey } from '../address.ts';
import type { Address } from '../wire/message.ts';
import { RecipientQueue } from './recipient-queue.ts';
import type { PendingMessage } from './pending-message.ts';

/** The recipient queues of one connection, which take turns. A queue exists while it holds anything. */
export class RecipientQueues {
  readonly #queues = new Map<string, RecipientQueue>();
  readonly #ready = new Set<RecipientQueue>();

  /** The queue of a recipient, a new one if absent. */
  queueFor(recipient: Address): RecipientQueue {
    const key = addressKey(recipient);
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      queue = new RecipientQueue(key);
      this.#queues.set(key, queue);
    }
    return queue;
  }

  /** Records the state of a queue; call it after each change to one. */
  update(queue: RecipientQueue): void {
    if (queue.isReady) {
      this.#ready.add(queue);
    } else {
      this.#ready.delete(queue);
    }
    if (queue.isIdle) {
      this.#queues.delete(queue.key);
    }
  }

  /** Removes and returns the next message to send. */
  next(): PendingMessage | undefined {
    const [first] = this.#ready;
    if (first === undefined) {
      return undefined;
    }
    this.#ready.delete(first);
    const next = first.next();
    // Last in the order, so that no recipient waits for all messages of another.
    this.update(first);
    return next;
  }

  clear(): void {
    this.#queues.clear();
    this.#ready.clear();
  }
}
