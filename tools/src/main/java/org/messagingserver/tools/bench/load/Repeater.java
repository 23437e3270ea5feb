package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Repeats an action; latencies are from its begin to its end. */
final class Repeater extends LoadSource {
  private final Supplier<Future<Void>> action;
  private final Supplier<Future<Void>> end;

  /**
   * @param action called on the event loop
   * @param end called after the last action
   */
  Repeater(Meter meter, Context loop, Supplier<Future<Void>> action, Supplier<Future<Void>> end) {
    super(meter, loop);
    this.action = action;
    this.end = end;
  }

  @Override
  void send(long begin) {
    action.get().onComplete(result -> ended(begin, result.cause()));
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
