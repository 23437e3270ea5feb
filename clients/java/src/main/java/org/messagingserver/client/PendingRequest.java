package org.messagingserver.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.messagingserver.client.ServerMessage.PreKey;

/**
 * A request whose answer is not yet complete, and the timer that ends its wait.
 *
 * @param <A> type of the messages that the answer consists of
 */
final class PendingRequest<A extends ServerMessage> {
  /** No server answers with more: as many devices are the most that a user may have. */
  static final int MAX_PARTS = 1000;

  private final EventLoop loop;
  private final IntFunction<byte[]> message;
  private final Class<A> part;
  private int expected;
  private boolean sizeIsKnown;
  private boolean onlyOnce;
  private final CompletableFuture<List<A>> promise;
  private final List<A> parts = new ArrayList<>();
  private Scheduler.Timer timer = EventLoop.NO_TIMER;

  /**
   * Creates a request without a timer.
   *
   * @param message creates the request with a given sequence, a new one on each socket
   * @param part type of the messages that the answer consists of, unless it is an Ack or an error
   * @param expected number of parts with which the answer is complete, unless the server states it
   * @param promise completed with the parts that arrived; none if the answer was an Ack
   */
  PendingRequest(
      EventLoop loop,
      IntFunction<byte[]> message,
      Class<A> part,
      int expected,
      CompletableFuture<List<A>> promise) {
    this.loop = loop;
    this.message = message;
    this.part = part;
    this.expected = expected;
    this.promise = promise;
  }

  /** Marks this request as one that no other socket may carry. */
  PendingRequest<A> onlyOnce() {
    onlyOnce = true;
    return this;
  }

  boolean isOnlyOnce() {
    return onlyOnce;
  }

  /** Runs a task after this time, in place of the task of any earlier call. */
  void startTimeout(Duration timeout, Runnable onTimeout) {
    timer.cancel();
    timer = loop.after(timeout, onTimeout);
  }

  byte[] message(int sequence) {
    return message.apply(sequence);
  }

  /** Whether this message is a part of the answer. */
  boolean isAnsweredBy(ServerMessage message) {
    return part.isInstance(message);
  }

  /** Adds a part of the answer; returns whether the answer is complete. */
  boolean add(ServerMessage message) {
    parts.add(part.cast(message));
    int size = message instanceof PreKey ? ((PreKey) message).answerSize : 0;
    if (size != 0) {
      expected = size;
      sizeIsKnown = true;
    }
    return parts.size() == MAX_PARTS || Integer.compareUnsigned(parts.size(), expected) >= 0;
  }

  /** Whether the server has stated how many parts the answer has. */
  boolean sizeIsKnown() {
    return sizeIsKnown;
  }

  /**
   * The socket is lost; returns whether the parts that have arrived must do. Those of an answer
   * whose size is known are dropped, and the request is repeated, which uses up more keys.
   */
  boolean disconnected() {
    if (sizeIsKnown) {
      parts.clear();
    }
    return !parts.isEmpty();
  }

  void succeed() {
    timer.cancel();
    loop.succeed(promise, List.copyOf(parts));
  }

  void fail(ClientException why) {
    timer.cancel();
    loop.fail(promise, why);
  }
}
