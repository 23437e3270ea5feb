package org.messagingserver.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Registers a device's keys, and more of them when the server reports that few are left. */
final class PreKeyReplenisher {
  /** The most keys to register at one request of the server. */
  static final int MAX_KEYS = 1000;

  private static final Logger LOG = Logger.getLogger("org.messagingserver.client");

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

  void register(int count, CompletableFuture<Void> promise) {
    Futures.on(
        keys(count),
        keys -> loop.run(() -> register(keys, promise)),
        failure -> loop.run(() -> promise.completeExceptionally(failure)));
  }

  /** Registers no keys, and who may reach the device. */
  void admit(Admission admission, CompletableFuture<Void> promise) {
    int id = source.registrationId();
    byte[] signed = source.signedPreKey();
    Optional<Admission> replaced = Optional.of(admission);
    requests.send(
        sequence -> ClientFrames.register(sequence, id, signed, List.of(), replaced), promise);
  }

  private CompletionStage<List<byte[]>> keys(int count) {
    return Futures.ask(() -> source.oneTimePreKeys(count));
  }

  /** Sends as many requests as necessary, each after the previous one was acked. */
  private void register(List<byte[]> keys, CompletableFuture<Void> promise) {
    int id = source.registrationId();
    byte[] signed = source.signedPreKey();
    CompletableFuture<Void> registered = Futures.done();
    try {
      for (List<byte[]> batch : KeyBatches.of(id, signed, keys, frameBytes)) {
        registered = registered.thenCompose(done -> send(id, signed, batch));
      }
    } catch (IllegalArgumentException tooLarge) {
      registered = Futures.failed(tooLarge);
    }
    Futures.pipe(registered, promise);
  }

  private CompletableFuture<Void> send(int id, byte[] signed, List<byte[]> keys) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    loop.run(
        () ->
            requests.send(
                sequence -> ClientFrames.register(sequence, id, signed, keys, Optional.empty()),
                answer));
    return answer;
  }

  /** Registers more keys, as many as the server requests; {@code requested} is unsigned. */
  void replenish(int requested) {
    if (replenishing) {
      return;
    }
    replenishing = true;
    int count = Integer.compareUnsigned(requested, MAX_KEYS) < 0 ? requested : MAX_KEYS;
    Futures.on(
        keys(count).thenCompose(this::registerMore),
        done -> loop.run(this::replenished),
        this::failed);
  }

  private CompletableFuture<Void> registerMore(List<byte[]> keys) {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    if (keys.isEmpty()) {
      promise.complete(null);
    } else {
      loop.run(() -> register(keys, promise));
    }
    return promise;
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
