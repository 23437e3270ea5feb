import { count } from './trouble.js';

// Enough to keep the server busy, and few enough that no answer waits long behind the signatures of the others.
const AT_ONCE = 50;

/** Does something with every item, 50 at once and begun in their order. Holds those that it succeeded with; the other failures are counted. */
export async function each(items, act) {
  const waiting = items.values();
  const done = [];
  async function work() {
    for (const item of waiting) {
      try {
        await act(item);
        done.push(item);
      } catch (failure) {
        count(failure);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return done;
}
