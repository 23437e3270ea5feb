package org.messagingserver.socket;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets a client that is still sending read its answer: TCP resets a connection that is closed with
 * something unread, and that may overtake the answer. So the server reads on and keeps nothing, for
 * {@link ServerOptions#CLOSING_SECONDS} and {@link HttpSettings#LARGEST_FRAME} bytes at most.
 */
final class LingeringInput {
  private final Vertx vertx;
  private final HttpServerRequest request;
  private int bytes;

  LingeringInput(Vertx vertx, HttpServerRequest request) {
    this.vertx = vertx;
    this.request = request;
  }

  /** Closes the connection, as soon as there is nothing unread. */
  void end() {
    if (request.isEnded()) {
      request.connection().close();
      return;
    }
    long timer =
        vertx.setTimer(ServerOptions.CLOSING_SECONDS * 1000L, late -> request.connection().close());
    request.handler(this::discard);
    request.endHandler(
        ended -> {
          vertx.cancelTimer(timer);
          request.connection().close();
        });
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.resume();
  }

  private void discard(Buffer more) {
    bytes += more.length();
    if (bytes > HttpSettings.LARGEST_FRAME) {
      request.connection().close();
    }
  }
}
