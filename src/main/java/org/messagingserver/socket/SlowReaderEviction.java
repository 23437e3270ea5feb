package org.messagingserver.socket;

import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps sockets that do not read from using up the node's memory: while more is unsent than half of
 * its share of {@code memory.maxBytes}, closes those of one event loop that have taken nothing for
 * a second, or have been behind for ten, those with the most unsent first. Sockets that had to wait
 * for room go on when there is some.
 */
final class SlowReaderEviction {
  private static final long TICK_MILLIS = 250;

  private final Vertx vertx;
  private final UnsentBytes unsent;
  private final Collection<WebSocketConnection> sockets;
  private final long timer;
  private boolean hasWaiters;

  /**
   * @param sockets those of the event loop, as they come and go
   */
  SlowReaderEviction(Vertx vertx, UnsentBytes unsent, Collection<WebSocketConnection> sockets) {
    this.vertx = vertx;
    this.unsent = unsent;
    this.sockets = sockets;
    this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> check());
  }

  /**
   * Whether a socket may be sent more; if not, a callback follows once it may.
   *
   * @param own what waits on that socket
   */
  boolean hasRoom(long own) {
    boolean hasRoom = unsent.hasRoom(own);
    hasWaiters |= !hasRoom;
    return hasRoom;
  }

  private void check() {
    if (unsent.excess() >= 0) {
      closeStalled();
    }
    if (hasWaiters) {
      hasWaiters = false;
      List.copyOf(sockets).forEach(WebSocketConnection::notifyIfRoom);
    }
  }

  private void closeStalled() {
    List<WebSocketConnection> stalled =
        sockets.stream()
            .filter(WebSocketConnection::isStalled)
            .sorted(Comparator.comparingLong(WebSocketConnection::unsent).reversed())
            .toList();
    long excess = unsent.excess() - evictedBytes();
    for (WebSocketConnection webSocketConnection : stalled) {
      if (excess < 0) {
        return;
      }
      excess -= webSocketConnection.unsent();
      webSocketConnection.evict();
    }
  }

  /** The bytes of sockets that are closed already. */
  private long evictedBytes() {
    return sockets.stream()
        .filter(WebSocketConnection::isEvicted)
        .mapToLong(WebSocketConnection::unsent)
        .sum();
  }

  /** The unsent bytes of all sockets of the node. */
  UnsentBytes ofNode() {
    return unsent;
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
