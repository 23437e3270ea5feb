package org.messagingserver.client;

import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;

/**
 * A request without its whole answer yet, and the one timer that ends its wait.
 *
 * @param <A> what the answer consists of
 */
final class PendingRequest<A extends ServerMessage> {
  private final EventLoop loop;
  private final IntFunction<ClientMessage> message;
  private final Class<A> part;
  private final int expected;
  private final Promise<List<A>> promise;
  private final List<A> came = new ArrayList<>();
  private long timer = EventLoop.NO_TIMER;

  /**
   * Makes one that waits for nothing yet.
   *
   * @param message the request under a given sequence, a new one on each socket
   * @param part what the answer consists of, where it is more than an Ack or an error
   * @param expected parts that make the answer whole for sure
   * @param promise to be kept with the parts that came; none where an Ack was the answer
   */
  PendingRequest(
      EventLoop loop,
      IntFunction<ClientMessage> message,
      Class<A> part,
      int expected,
      Promise<List<A>> promise) {
    this.loop = loop;
    this.message = message;
    this.part = part;
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

  /** Whether the answer consists of such messages. */
  boolean takes(ServerMessage message) {
    return part.isInstance(message);
  }

  /** Takes a part of the answer; true where no other is to be expected. */
  boolean add(ServerMessage message) {
    came.add(part.cast(message));
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
