package org.messagingserver.ratelimit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * A fixed number of buckets, each created on first use. Keys with the same slot share one: so there
 * is no key to keep, nothing to evict, and no way to fill it up.
 */
final class BucketTable<T> {
  private final AtomicReferenceArray<T> buckets;
  private final Supplier<T> factory;

  BucketTable(int count, Supplier<T> factory) {
    this.buckets = new AtomicReferenceArray<>(count);
    this.factory = factory;
  }

  /** The bucket of this hash. */
  T get(long hash) {
    int slot = (int) Long.remainderUnsigned(hash, buckets.length());
    T found = buckets.get(slot);
    if (found != null) {
      return found;
    }
    T created = factory.get();
    T first = buckets.compareAndExchange(slot, null, created);
    return first == null ? created : first;
  }
}
