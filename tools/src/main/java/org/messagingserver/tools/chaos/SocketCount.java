package org.messagingserver.tools.chaos;

/** Numbers the sockets of a client from 1. Thread-safe. */
final class SocketCount {
  private int latest;
  private boolean connected;

  /** A socket is ready. */
  synchronized void connected() {
    latest++;
    connected = true;
  }

  /** That socket is gone. */
  synchronized void disconnected() {
    connected = false;
  }

  /** The number of the latest socket, 0 before the first. */
  synchronized int latest() {
    return latest;
  }

  /** The number of the socket that is connected, or 0. */
  synchronized int current() {
    return connected ? latest : 0;
  }
}
