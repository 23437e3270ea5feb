package org.messagingserver.ratelimit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * A fixed number of budgets, each made when first asked for. Keys with the same slot share one: so
 * there is no key to keep, nothing to evict, and no way to fill it up.
 */
final class BucketTable<T> {
  private final AtomicReferenceArray<T> budgets;
  private final Supplier<T> make;

  BucketTable(int count, Supplier<T> make) {
    this.budgets = new AtomicReferenceArray<>(count);
    this.make = make;
  }

  /** The budget of whatever has this hash. */
  T of(long hash) {
    int place = (int) Long.remainderUnsigned(hash, budgets.length());
    T found = budgets.get(place);
    if (found != null) {
      return found;
    }
    T made = make.get();
    T first = budgets.compareAndExchange(place, null, made);
    return first == null ? made : first;
  }
}
