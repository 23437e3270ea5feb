package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Bounds the bytes that one event loop has given to the bus for one node and that are not written
 * yet, since Vert.x does not bound its connections between nodes. Beyond the bound sending fails,
 * as it does to a node that is not there.
 */
final class UnwrittenBytes {
  static final long MAX_BYTES = 4 << 20;

  /** Events without messages pass the bound, up to twice as far. */
  private static final long SMALL = 8192;

  private final DeliveryMeters meters;
  private final Map<UUID, Long> byNode = new HashMap<>();

  UnwrittenBytes(DeliveryMeters meters) {
    this.meters = meters;
  }

  /** Writes an event, if there is room for it. */
  Future<Void> count(UUID node, LoopEvent event, Supplier<Future<Void>> write) {
    long bytes = bytes(event);
    long before = byNode.getOrDefault(node, 0L);
    long max = bytes > SMALL ? MAX_BYTES : 2 * MAX_BYTES;
    if (before > 0 && before + bytes > max) {
      return Future.failedFuture("a node takes nothing more");
    }
    Future<Void> written = ExceptionSafe.call(write);
    if (!written.isComplete()) {
      change(node, bytes);
      written.onComplete(done -> change(node, -bytes));
    }
    return written;
  }

  private void change(UUID node, long bytes) {
    byNode.compute(
        node,
        (id, before) -> {
          long after = (before == null ? 0 : before) + bytes;
          return after == 0 ? null : after;
        });
    meters.unwritten(bytes);
  }

  private static long bytes(LoopEvent event) {
    return event instanceof LoopEvent.Delivery delivery
        ? delivery.event().bytes()
        : ConsumerEvent.HEAD_BYTES;
  }
}
