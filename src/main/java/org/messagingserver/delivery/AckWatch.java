package org.messagingserver.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Asks for a sign of life from each client of one event loop that has messages and has acked none
 * of them for {@code delivery.handoffMillis}; again every ten seconds, for as long as that lasts.
 * The event loop has two timers for all its clients.
 */
final class AckWatch {
  static final long AGAIN_MILLIS = 10_000;

  /** For a server that hands nothing over: no Ack is expected sooner. */
  private static final long LEAST_MILLIS = 100;

  private final EventLoop eventLoop;
  private final Queue first;
  private final Queue again;

  AckWatch(EventLoop eventLoop, DeliverySettings settings) {
    this.eventLoop = eventLoop;
    this.first = new Queue(Math.max(LEAST_MILLIS, settings.handoffTimeout().toMillis()) + 1);
    this.again = new Queue(AGAIN_MILLIS);
  }

  /** Watches a client that has messages to ack, until it has none. */
  void watch(UnackedWindow unackedWindow) {
    first.add(unackedWindow);
  }

  private void check(UnackedWindow unackedWindow) {
    if (unackedWindow.looksStuck()) {
      again.add(unackedWindow);
      unackedWindow.probe();
    } else if (unackedWindow.isEmpty()) {
      unackedWindow.unwatched();
    } else {
      first.add(unackedWindow);
    }
  }

  private record Waiting(UnackedWindow unackedWindow, long due) {}

  /** All wait equally long, so oldest first. */
  private final class Queue {
    private final long millis;
    private final Deque<Waiting> oldestFirst = new ArrayDeque<>();
    private boolean armed;

    Queue(long millis) {
      this.millis = millis;
    }

    void add(UnackedWindow unackedWindow) {
      oldestFirst.add(new Waiting(unackedWindow, eventLoop.millis() + millis));
      arm();
    }

    private void arm() {
      if (!armed && !oldestFirst.isEmpty()) {
        armed = true;
        eventLoop.after(oldestFirst.peek().due - eventLoop.millis(), this::expire);
      }
    }

    private void expire() {
      List<UnackedWindow> due = new ArrayList<>();
      long now = eventLoop.millis();
      while (!oldestFirst.isEmpty() && oldestFirst.peek().due <= now) {
        due.add(oldestFirst.poll().unackedWindow);
      }
      try {
        ExceptionSafe.forEach(due, AckWatch.this::check);
      } finally {
        armed = false;
        arm();
      }
    }
  }
}
