package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Does the same thing again and again; times are from its beginning to its end. */
final class Repeater extends Source {
  private final Supplier<Future<Void>> deed;
  private final Supplier<Future<Void>> end;

  /**
   * @param deed called on that event loop
   * @param end called when no more is to be done
   */
  Repeater(Meter meter, Context loop, Supplier<Future<Void>> deed, Supplier<Future<Void>> end) {
    super(meter, loop);
    this.deed = deed;
    this.end = end;
  }

  @Override
  void send(long begin) {
    deed.get().onComplete(result -> ended(begin, result.cause()));
  }

  private void ended(long begin, Throwable failure) {
    if (failure == null) {
      meter().done(begin);
    } else {
      meter().failed("a request failed: " + failure);
    }
    acked();
  }

  @Override
  public Future<Void> close() {
    return end.get();
  }
}
