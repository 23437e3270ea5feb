package org.messagingserver.client;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Retry;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.Failure;

/**
 * Sends each message until it is acked, refused for good, or its time is over. Messages to one
 * recipient go out in their order, and again in their order after a lost socket; recipients take
 * turns. At most a window of messages is on its way.
 */
final class SendQueue {
  /** Deadlines are looked at this many times within the shorter of them. */
  private static final int LOOKS = 16;

  private final EventLoop loop;
  private final ClientOptions options;
  private final Runnable stalled;
  private final Backoff backoff;
  private final PendingMessages pendingMessages;
  private final InFlight inFlight = new InFlight();
  private final RecipientQueues recipientQueues = new RecipientQueues();
  private final Throttle throttle;
  private Optional<ClientSocket> socket = Optional.empty();
  private Optional<ClientException> ended = Optional.empty();
  private long number;
  private boolean looking;

  /**
   * Makes an empty one.
   *
   * @param stalled what to do when an answer is overdue on a socket that seems alive
   */
  SendQueue(EventLoop loop, ClientOptions options, Runnable stalled) {
    ClientTimeouts clientTimeouts = options.clientTimeouts();
    this.loop = loop;
    this.options = options;
    this.stalled = stalled;
    this.backoff = new Backoff(clientTimeouts.backoffMin(), clientTimeouts.backoffMax());
    this.pendingMessages = new PendingMessages(options.clientLimits());
    this.throttle = new Throttle(loop, backoff, this::pump);
  }

  void send(Address to, Buffer sealedMessage, Promise<Void> promise) {
    if (ended.isPresent()) {
      loop.fail(promise, ended.get());
    } else if (!pendingMessages.hasRoomFor(sealedMessage.length())) {
      loop.fail(promise, new QueueFullException());
    } else {
      long deadline = loop.now() + options.clientTimeouts().send().toMillis();
      PendingMessage message = new PendingMessage(number++, to, sealedMessage, deadline, promise);
      pendingMessages.add(message);
      RecipientQueue recipientQueue = recipientQueues.to(to);
      recipientQueue.add(message);
      look();
      changed(recipientQueue);
    }
  }

  private void changed(RecipientQueue recipientQueue) {
    recipientQueues.place(recipientQueue);
    pump();
  }

  private void pump() {
    Optional<PendingMessage> next = next();
    while (next.isPresent()) {
      write(socket.orElseThrow(), next.get());
      next = next();
    }
  }

  private Optional<PendingMessage> next() {
    boolean mayWrite =
        !throttle.isOn()
            && inFlight.size() < options.clientLimits().sendWindow()
            && socket.filter(open -> !open.isFull()).isPresent();
    return mayWrite ? recipientQueues.next() : Optional.empty();
  }

  private void write(ClientSocket open, PendingMessage message) {
    int sequence = open.nextSequence();
    inFlight.add(sequence, message, loop.now());
    open.write(message.under(sequence));
  }

  /** Takes what answers one of these messages; passes over everything else. */
  void received(ServerMessage answer) {
    inFlight.take(answer.sequence()).ifPresent(message -> answered(message, answer));
  }

  private void answered(PendingMessage message, ServerMessage answer) {
    RecipientQueue recipientQueue = recipientQueues.to(message.to());
    if (answer instanceof Failure failure) {
      refused(message, recipientQueue, new ServerRefusedException(failure));
    } else if (answer instanceof Ack) {
      throttle.reset();
      recipientQueue.settled();
      pendingMessages.remove(message);
      loop.succeed(message.promise(), null);
    } else {
      recipientQueue.takeBack(message);
    }
    changed(recipientQueue);
  }

  private void refused(
      PendingMessage message, RecipientQueue recipientQueue, ServerRefusedException refusal) {
    if (refusal.retry() == Retry.NO) {
      recipientQueue.settled();
      pendingMessages.remove(message);
      loop.fail(message.promise(), refusal);
    } else {
      if (refusal.error().equals(Optional.of(ErrorName.TOO_MANY_REQUESTS))) {
        throttle.turnOn();
      }
      recipientQueue
          .refused(message, refusal)
          .ifPresent(wait -> hold(recipientQueue, backoff.delay(wait)));
    }
  }

  private void hold(RecipientQueue recipientQueue, Duration wait) {
    loop.after(
        wait,
        () -> {
          recipientQueue.release();
          changed(recipientQueue);
        });
  }

  // One coarse timer while anything is unsettled, instead of two for each message.
  private void look() {
    if (!looking && !pendingMessages.isEmpty()) {
      looking = true;
      ClientTimeouts clientTimeouts = options.clientTimeouts();
      long shorter =
          Math.min(clientTimeouts.request().toMillis(), clientTimeouts.send().toMillis());
      loop.after(Duration.ofMillis(shorter / LOOKS), this::lookOnce);
    }
  }

  private void lookOnce() {
    looking = false;
    pendingMessages.expired(loop.now()).forEach(this::expire);
    pump();
    if (inFlight.isStalled(loop.now(), options.clientTimeouts().request().toMillis())) {
      stalled.run();
    }
    look();
  }

  private void expire(PendingMessage message) {
    RecipientQueue recipientQueue = recipientQueues.to(message.to());
    recipientQueue.expire(message);
    inFlight.remove(message);
    pendingMessages.remove(message);
    loop.fail(message.promise(), new OutcomeUnknownException(recipientQueue.latestRefusal()));
    recipientQueues.place(recipientQueue);
  }

  void opened(ClientSocket open) {
    socket = Optional.of(open);
    pump();
  }

  void drained() {
    pump();
  }

  void lost() {
    socket = Optional.empty();
    for (PendingMessage message : inFlight.drain()) {
      RecipientQueue recipientQueue = recipientQueues.to(message.to());
      recipientQueue.takeBack(message);
      recipientQueues.place(recipientQueue);
    }
  }

  void ended(ClientException why) {
    socket = Optional.empty();
    ended = Optional.of(why);
    inFlight.drain();
    recipientQueues.clear();
    pendingMessages.drain().forEach(message -> loop.fail(message.promise(), why));
  }
}
