package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Succeeds when everything that waited at a login is acked. The next login starts it again, since
 * other messages may wait by then; if it had not succeeded, it stays the same.
 */
final class DrainedFuture {
  private final EventLoop loop;
  private Promise<Void> promise = Promise.promise();

  DrainedFuture(EventLoop loop) {
    this.loop = loop;
  }

  /** Of the present login, or of the next one. */
  Future<Void> current() {
    return promise.future();
  }

  /** The server has reported it. */
  void drained() {
    loop.succeed(promise, null);
  }

  void disconnected() {
    if (promise.future().isComplete()) {
      promise = Promise.promise();
    }
  }

  /** There will be no other login. */
  void closed(ClientException why) {
    disconnected();
    loop.fail(promise, why);
  }
}
