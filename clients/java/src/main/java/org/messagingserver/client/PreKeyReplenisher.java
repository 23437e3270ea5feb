package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.ClientMessage.Register;

/** Registers a device's keys, and more of them when the server reports that few are left. */
final class PreKeyReplenisher {
  /** The most keys to register at one request of the server. */
  static final int MAX_KEYS = 1000;

  private static final Logger LOG = System.getLogger("org.messagingserver.client");

  private final EventLoop loop;
  private final PreKeySource source;
  private final Requests requests;
  private final int frameBytes;
  private boolean replenishing;

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

  /** Registers no keys, and who may reach the device. */
  void admit(Admission admission, Promise<Void> promise) {
    int id = source.registrationId();
    Buffer signed = source.signedPreKey();
    requests.send(
        sequence -> new Register(sequence, id, signed, List.of(), Optional.of(admission)), promise);
  }

  private Future<List<Buffer>> keys(int count) {
    try {
      return Objects.requireNonNull(source.oneTimePreKeys(count));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** Sends as many requests as necessary, each after the previous one was acked. */
  private void register(List<Buffer> keys, Promise<Void> promise) {
    int id = source.registrationId();
    Buffer signed = source.signedPreKey();
    Future<Void> registered = Future.succeededFuture();
    try {
      for (List<Buffer> batch : KeyBatches.of(id, signed, keys, frameBytes)) {
        registered = registered.compose(done -> send(id, signed, batch));
      }
    } catch (IllegalArgumentException tooLarge) {
      registered = Future.failedFuture(tooLarge);
    }
    registered.onComplete(promise);
  }

  private Future<Void> send(int id, Buffer signed, List<Buffer> keys) {
    Promise<Void> answer = Promise.promise();
    loop.run(() -> requests.send(sequence -> new Register(sequence, id, signed, keys), answer));
    return answer.future();
  }

  /** Registers more keys, as many as the server requests; {@code requested} is unsigned. */
  void replenish(int requested) {
    if (replenishing) {
      return;
    }
    replenishing = true;
    int count = Integer.compareUnsigned(requested, MAX_KEYS) < 0 ? requested : MAX_KEYS;
    keys(count)
        .compose(this::registerMore)
        .onComplete(done -> loop.run(this::replenished), this::failed);
  }

  private Future<Void> registerMore(List<Buffer> keys) {
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
        "Could not register more one-time keys; will retry at the server''s next notice: {0}",
        failure.getClass().getName());
    loop.run(this::replenished);
  }

  private void replenished() {
    replenishing = false;
  }
}
