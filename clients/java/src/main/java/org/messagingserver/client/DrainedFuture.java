package org.messagingserver.client;

import java.util.concurrent.CompletableFuture;

/**
 * Succeeds when everything that waited at a login is acked. The next login starts it again, since
 * other messages may wait by then; if it had not succeeded, it stays the same.
 */
final class DrainedFuture {
  private final EventLoop loop;
  private CompletableFuture<Void> promise = new CompletableFuture<>();

  DrainedFuture(EventLoop loop) {
    this.loop = loop;
  }

  /** Of the present login, or of the next one. */
  CompletableFuture<Void> current() {
    return promise;
  }

  /** The server has reported it. */
  void drained() {
    loop.succeed(promise, null);
  }

  void disconnected() {
    if (promise.isDone()) {
      promise = new CompletableFuture<>();
    }
  }

  /** There will be no other login. */
  void closed(ClientException why) {
    disconnected();
    loop.fail(promise, why);
  }
}
