package org.messagingserver.client.okhttp;

/**
 * Lets OkHttp's reader read one part at a time: the next only when the last was delivered, and the
 * answer is not paused. So no more than one part is ever between them.
 */
final class TurnGate {
  private boolean isTaken;
  private boolean isPaused;
  private boolean isClosed;

  /** Waits for the reader's turn; false if nothing is to be read any more. */
  synchronized boolean enter() {
    try {
      while (!isClosed && (isTaken || isPaused)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      isClosed = true;
    }
    isTaken = true;
    return !isClosed;
  }

  /** The part was delivered. */
  synchronized void leave() {
    isTaken = false;
    notifyAll();
  }

  synchronized void pause() {
    isPaused = true;
  }

  synchronized void resume() {
    isPaused = false;
    notifyAll();
  }

  synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
