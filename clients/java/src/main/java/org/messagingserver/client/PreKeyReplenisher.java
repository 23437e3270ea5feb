package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import org.messagingserver.protocol.ClientMessage.Register;

/** Registers a device's keys, and more of them when the server runs low. */
final class PreKeyReplenisher {
  /** However many a server asks for, no more go into one top-up. */
  static final int MOST = 1000;

  private static final Logger LOG = System.getLogger("org.messagingserver.client");

  private final EventLoop loop;
  private final PreKeySource source;
  private final Requests requests;
  private final int frameBytes;
  private boolean toppingUp;

  PreKeyReplenisher(EventLoop loop, PreKeySource source, Requests requests, int frameBytes) {
    this.loop = loop;
    this.source = source;
    this.requests = requests;
    this.frameBytes = frameBytes;
  }

  void register(int count, Promise<Void> promise) {
    keys(count)
        .onComplete(
            keys -> loop.run(() -> register(keys, promise)),
            failure -> loop.run(() -> promise.tryFail(failure)));
  }

  private Future<List<Buffer>> keys(int count) {
    try {
      return Objects.requireNonNull(source.oneTimePreKeys(count));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** In as many requests as it takes, each when the one before it was acked. */
  private void register(List<Buffer> keys, Promise<Void> promise) {
    int id = source.registrationId();
    Buffer signed = source.signedPreKey();
    Future<Void> registered = Future.succeededFuture();
    try {
      for (List<Buffer> batch : KeyBatches.of(id, signed, keys, frameBytes)) {
        registered = registered.compose(done -> ask(id, signed, batch));
      }
    } catch (IllegalArgumentException tooLarge) {
      registered = Future.failedFuture(tooLarge);
    }
    registered.onComplete(promise);
  }

  private Future<Void> ask(int id, Buffer signed, List<Buffer> keys) {
    Promise<Void> answer = Promise.promise();
    loop.run(() -> requests.ask(sequence -> new Register(sequence, id, signed, keys), answer));
    return answer.future();
  }

  /** The server would like this many more, as an unsigned number. */
  void low(int requested) {
    if (toppingUp) {
      return;
    }
    toppingUp = true;
    int count = Integer.compareUnsigned(requested, MOST) < 0 ? requested : MOST;
    keys(count).compose(this::topUp).onComplete(done -> loop.run(this::over), this::failed);
  }

  private Future<Void> topUp(List<Buffer> keys) {
    Promise<Void> promise = Promise.promise();
    if (keys.isEmpty()) {
      promise.complete();
    } else {
      loop.run(() -> register(keys, promise));
    }
    return promise.future();
  }

  private void failed(Throwable failure) {
    LOG.log(
        Level.WARNING,
        "No more one-time keys were registered; the server''s next notice tries again: {0}",
        failure.getClass().getName());
    loop.run(this::over);
  }

  private void over() {
    toppingUp = false;
  }
}
