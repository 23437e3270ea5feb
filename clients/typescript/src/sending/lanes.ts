import { addressKey } from '../address.ts';
import type { Address } from '../wire/message.ts';
import { Lane } from './lane.ts';
import type { Outgoing } from './outgoing.ts';

/** The lanes of one connection, which take turns. A lane lives as long as it has anything to do. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #ready = new Set<Lane>();

  /** The lane to a recipient, a new one where there is none. */
  to(recipient: Address): Lane {
    const key = addressKey(recipient);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane(key);
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  /** Takes note of what has become of a lane; to be called after each change to one. */
  place(lane: Lane): void {
    if (lane.isReady) {
      this.#ready.add(lane);
    } else {
      this.#ready.delete(lane);
    }
    if (lane.isOver) {
      this.#lanes.delete(lane.key);
    }
  }

  /** The message whose turn it is, taken from its lane. */
  next(): Outgoing | undefined {
    const [first] = this.#ready;
    if (first === undefined) {
      return undefined;
    }
    this.#ready.delete(first);
    const next = first.next();
    // Behind all that wait, so that no recipient waits for the whole of another's messages.
    this.place(first);
    return next;
  }

  clear(): void {
    this.#lanes.clear();
    this.#ready.clear();
  }
}
