package org.messagingserver.socket;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntSupplier;

/**
 * Has the attachments of an event loop move in turn, a few blocks in each millisecond, so that the
 * messages of the same loop wait for little, however many attachments there are. Those of a source
 * that has moved too much wait until it may move more, and delay nobody else.
 */
final class TransferTurns {
  /** Of 64 KiB each, which take about 20 µs: 256 MiB a second, and a tenth of the loop's time. */
  static final int BLOCKS = 4;

  private static final long TICK_MILLIS = 1;

  private final Timer timer;
  private final Queue<Turn> waiting = new ArrayDeque<>();
  private int left = BLOCKS;
  private boolean ticking;

  private record Turn(IntSupplier seconds, Runnable move) {}

  /** Runs a task later, on the event loop. */
  interface Timer {
    void schedule(Runnable task, long millis);
  }

  TransferTurns(Timer timer) {
    this.timer = timer;
  }

  /**
   * Runs this once a transfer may move a block, which may be at once.
   *
   * @param seconds those until its source may move anything
   */
  void request(IntSupplier seconds, Runnable move) {
    waiting.add(new Turn(seconds, move));
    runNext();
  }

  private void runNext() {
    while (left > 0 && !waiting.isEmpty()) {
      runOrDelay(waiting.remove());
    }
    if (left < BLOCKS && !ticking) {
      ticking = true;
      timer.schedule(this::tick, TICK_MILLIS);
    }
  }

  private void runOrDelay(Turn turn) {
    int wait = turn.seconds.getAsInt();
    if (wait > 0) {
      timer.schedule(() -> request(turn.seconds, turn.move), 1000L * wait);
    } else {
      left--;
      turn.move.run();
    }
  }

  private void tick() {
    ticking = false;
    left = BLOCKS;
    runNext();
  }
}
