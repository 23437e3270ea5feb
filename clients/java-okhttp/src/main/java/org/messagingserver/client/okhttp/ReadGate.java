package org.messagingserver.client.okhttp;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Bounds the bytes between OkHttp's reader and the scheduler. OkHttp cannot stop reading, so the
 * reader waits here, and the server notices it by TCP. Pings stop as well then, so that a socket
 * whose reader waits for long is lost; up to the bound it is not.
 */
final class ReadGate {
  /** As much as fits into the frames of a server's window by default. */
  private static final long SPARE_BYTES = 4 << 20;

  private final long bound;
  private final Queue<byte[]> held = new ArrayDeque<>();
  private long inside;
  private boolean isPaused;
  private boolean isClosed;

  /** Creates an open gate, through which at least two frames of this size fit. */
  ReadGate(int frameBytes) {
    this.bound = SPARE_BYTES + frameBytes;
  }

  /** Waits until there is room; false if the socket has ended. Called by the reader. */
  synchronized boolean enter(int bytes) {
    try {
      while (!isClosed && inside > 0 && inside + bytes > bound) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      isClosed = true;
    }
    inside += bytes;
    return !isClosed;
  }

  /** Delivers a frame, behind those that are held, or holds it while the socket is paused. */
  void pass(byte[] frame, Consumer<byte[]> to) {
    held.add(frame);
    deliver(to);
  }

  /** Delivers what is held, until the socket is paused again. */
  void deliver(Consumer<byte[]> to) {
    while (!isPaused && !held.isEmpty()) {
      byte[] frame = held.remove();
      leave(frame);
      to.accept(frame);
    }
  }

  private synchronized void leave(byte[] frame) {
    inside -= frame.length;
    notifyAll();
  }

  void pause() {
    isPaused = true;
  }

  /** Call {@link #deliver} next. */
  void resume() {
    isPaused = false;
  }

  /** Lets the reader go; nothing is delivered any more. */
  synchronized void close() {
    isClosed = true;
    held.clear();
    notifyAll();
  }
}
