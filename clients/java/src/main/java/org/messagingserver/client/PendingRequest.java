package org.messagingserver.client;

import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.messagingserver.wire.ClientMessage;
import org.messagingserver.wire.PreKeyBundle;

/** A request without its whole answer yet, and the one timer that ends its wait. */
final class PendingRequest {
  private final EventLoop loop;
  private final IntFunction<ClientMessage> message;
  private final int expected;
  private final Promise<List<PreKeyBundle>> promise;
  private final List<PreKeyBundle> came = new ArrayList<>();
  private long timer = EventLoop.NO_TIMER;

  /**
   * Makes one that waits for nothing yet.
   *
   * @param message the request under a given sequence, a new one on each socket
   * @param expected PreKeys that make the answer whole for sure
   * @param promise to be kept with the PreKeys that came; none where an Ack was the answer
   */
  PendingRequest(
      EventLoop loop,
      IntFunction<ClientMessage> message,
      int expected,
      Promise<List<PreKeyBundle>> promise) {
    this.loop = loop;
    this.message = message;
    this.expected = expected;
    this.promise = promise;
  }

  /** Does this when so much time has passed, and no longer what the last wait was to end in. */
  void await(Duration wait, Runnable otherwise) {
    loop.cancel(timer);
    timer = loop.after(wait, otherwise);
  }

  ClientMessage message(int sequence) {
    return message.apply(sequence);
  }

  /** Takes a PreKey; true where no other is to be expected. */
  boolean add(PreKeyBundle bundle) {
    came.add(bundle);
    return came.size() >= expected;
  }

  /** Whether a part of the answer came already; asking again would cost other keys. */
  boolean isPartlyAnswered() {
    return !came.isEmpty();
  }

  void succeed() {
    loop.cancel(timer);
    loop.succeed(promise, List.copyOf(came));
  }

  void fail(ClientException why) {
    loop.cancel(timer);
    loop.fail(promise, why);
  }
}
