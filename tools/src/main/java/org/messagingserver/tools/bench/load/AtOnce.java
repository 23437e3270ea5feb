package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Does the same with many items, a bounded number at a time. Blocks. */
public final class AtOnce {
  private static final long PATIENCE_SECONDS = 60;

  private AtOnce() {}

  /** The results, in any order; fails if one of the calls does. */
  public static <T, R> List<R> run(int count, List<T> items, Function<T, Future<R>> call) {
    List<R> results = Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Semaphore free = new Semaphore(count);
    for (T item : items) {
      acquire(free, 1);
      call.apply(item)
          .onSuccess(results::add)
          .onFailure(failures::add)
          .onComplete(done -> free.release());
    }
    acquire(free, count);
    if (!failures.isEmpty()) {
      throw new LoadException(
          String.format(
              Locale.ROOT,
              "%d of %d failed, one with: %s",
              failures.size(),
              items.size(),
              failures.get(0).getMessage()));
    }
    return results;
  }

  private static void acquire(Semaphore free, int permits) {
    try {
      if (!free.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new LoadException("no answer within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted");
    }
  }
}
