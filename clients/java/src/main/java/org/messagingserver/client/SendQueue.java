package org.messagingserver.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.messagingserver.client.ServerMessage.Ack;
import org.messagingserver.client.ServerMessage.Failure;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Retry;

/**
 * Sends each message until it is acked, refused permanently, or expired. Messages to one recipient
 * are sent in order, and resent in order after a disconnect; recipients take turns. At most a
 * window of messages is in flight.
 */
final class SendQueue {
  /** Number of checks for expired messages within the shorter timeout. */
  private static final int CHECKS_PER_TIMEOUT = 16;

  private final EventLoop loop;
  private final ClientOptions options;
  private final Runnable onStalled;
  private final Consumer<PendingMessage> onStaleDevice;
  private final Backoff backoff;
  private final PendingMessages pending;
  private final InFlight inFlight = new InFlight();
  private final RecipientQueues queues = new RecipientQueues();
  private final Throttle throttle;
  private BiConsumer<byte[], ServerRefusedException> onRefused = (message, refusal) -> {};
  private Optional<ClientSocket> socket = Optional.empty();
  private Optional<ClientException> closed = Optional.empty();
  private long nextNumber;
  private boolean checkScheduled;

  /**
   * Creates an empty queue.
   *
   * @param onStalled called when an answer is overdue on a socket that seems alive
   * @param onStaleDevice called with each message whose device has registered again
   */
  SendQueue(
      EventLoop loop,
      ClientOptions options,
      Runnable onStalled,
      Consumer<PendingMessage> onStaleDevice) {
    ClientTimeouts timeouts = options.timeouts();
    this.loop = loop;
    this.options = options;
    this.onStalled = onStalled;
    this.onStaleDevice = onStaleDevice;
    this.backoff = new Backoff(timeouts.backoffMin(), timeouts.backoffMax());
    this.pending = new PendingMessages(options.limits());
    this.throttle = new Throttle(loop, backoff, this::pump);
  }

  void onRefused(BiConsumer<byte[], ServerRefusedException> handler) {
    onRefused = handler;
  }

  /** Sends a message once {@code gate} succeeds, which never fails. */
  void send(
      Address to,
      byte[] sealedMessage,
      SendOptions sendOptions,
      CompletableFuture<Void> gate,
      CompletableFuture<Void> promise) {
    if (closed.isPresent()) {
      loop.fail(promise, closed.get());
    } else if (!pending.hasRoomFor(sealedMessage.length)) {
      loop.fail(promise, new QueueFullException());
    } else {
      long deadline = loop.now() + options.timeouts().send().toMillis();
      PendingMessage message =
          new PendingMessage(nextNumber++, to, sealedMessage, sendOptions, deadline, promise);
      pending.add(message);
      RecipientQueue queue = queues.queueFor(to);
      queue.add(message);
      scheduleCheck();
      hold(queue, gate);
      update(queue);
    }
  }

  private void hold(RecipientQueue queue, CompletableFuture<Void> gate) {
    if (!gate.isDone()) {
      queue.hold();
      Futures.then(
          gate,
          () -> {
            queue.release();
            update(queue);
          });
    }
  }

  private void update(RecipientQueue queue) {
    queues.update(queue);
    pump();
  }

  private void pump() {
    Optional<PendingMessage> next = next();
    while (next.isPresent()) {
      write(socket.get(), next.get());
      next = next();
    }
  }

  private Optional<PendingMessage> next() {
    boolean mayWrite =
        !throttle.isOn()
            && inFlight.size() < options.limits().sendWindow()
            && socket.filter(open -> !open.isFull()).isPresent();
    return mayWrite ? queues.next() : Optional.empty();
  }

  private void write(ClientSocket open, PendingMessage message) {
    int sequence = open.nextSequence();
    inFlight.add(sequence, message, loop.now());
    open.write(message.frame(sequence));
  }

  /** Processes an answer to one of these messages, and ignores any other message. */
  void received(ServerMessage answer) {
    inFlight.take(answer.sequence()).ifPresent(message -> answered(message, answer));
  }

  private void answered(PendingMessage message, ServerMessage answer) {
    RecipientQueue queue = queues.queueFor(message.to());
    if (answer instanceof Failure) {
      refused(message, queue, new ServerRefusedException((Failure) answer));
    } else if (answer instanceof Ack) {
      throttle.reset();
      queue.completed();
      pending.remove(message);
      loop.succeed(message.promise(), null);
    } else {
      queue.requeue(message);
    }
    update(queue);
  }

  private void refused(
      PendingMessage message, RecipientQueue queue, ServerRefusedException refusal) {
    if (refusal.retry() == Retry.NO) {
      queue.completed();
      pending.remove(message);
      if (refusal.isStaleDevice()) {
        onStaleDevice.accept(message);
      }
      loop.fail(message.promise(), refusal);
    } else {
      BiConsumer<byte[], ServerRefusedException> handler = onRefused;
      loop.run(() -> handler.accept(message.sealedMessage(), refusal));
      if (refusal.error().equals(Optional.of(ErrorName.TOO_MANY_REQUESTS))) {
        throttle.turnOn();
      }
      queue.refused(message, refusal).ifPresent(wait -> pause(queue, backoff.delay(wait)));
    }
  }

  private void pause(RecipientQueue queue, Duration wait) {
    loop.after(
        wait,
        () -> {
          queue.resume();
          update(queue);
        });
  }

  // One coarse timer while any message is pending, instead of two for each message.
  private void scheduleCheck() {
    if (!checkScheduled && !pending.isEmpty()) {
      checkScheduled = true;
      ClientTimeouts timeouts = options.timeouts();
      long shorter = Math.min(timeouts.request().toMillis(), timeouts.send().toMillis());
      loop.after(Duration.ofMillis(shorter / CHECKS_PER_TIMEOUT), this::checkDeadlines);
    }
  }

  private void checkDeadlines() {
    checkScheduled = false;
    pending.expired(loop.now()).forEach(this::expire);
    pump();
    if (inFlight.isStalled(loop.now(), options.timeouts().request().toMillis())) {
      onStalled.run();
    }
    scheduleCheck();
  }

  private void expire(PendingMessage message) {
    RecipientQueue queue = queues.queueFor(message.to());
    queue.remove(message);
    inFlight.remove(message);
    pending.remove(message);
    loop.fail(message.promise(), new OutcomeUnknownException(queue.latestRefusal()));
    queues.update(queue);
  }

  void opened(ClientSocket open) {
    socket = Optional.of(open);
    pump();
  }

  void drained() {
    pump();
  }

  void disconnected() {
    socket = Optional.empty();
    for (PendingMessage message : inFlight.drain()) {
      RecipientQueue queue = queues.queueFor(message.to());
      queue.requeue(message);
      queues.update(queue);
    }
  }

  void closed(ClientException why) {
    socket = Optional.empty();
    closed = Optional.of(why);
    inFlight.drain();
    queues.clear();
    pending.drain().forEach(message -> loop.fail(message.promise(), why));
  }
}
