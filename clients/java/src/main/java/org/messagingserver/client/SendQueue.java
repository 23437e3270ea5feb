package org.messagingserver.client;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import org.messagingserver.identity.Address;
import org.messagingserver.wire.ErrorName;
import org.messagingserver.wire.Retry;
import org.messagingserver.wire.ServerMessage;
import org.messagingserver.wire.ServerMessage.Ack;
import org.messagingserver.wire.ServerMessage.Failure;

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
  private final Unsettled unsettled;
  private final InFlight inFlight = new InFlight();
  private final Lanes lanes = new Lanes();
  private final Throttle throttle;
  private Optional<Socket> socket = Optional.empty();
  private Optional<ClientException> ended = Optional.empty();
  private long number;
  private boolean looking;

  /**
   * Makes an empty one.
   *
   * @param stalled what to do when an answer is overdue on a socket that seems alive
   */
  SendQueue(EventLoop loop, ClientOptions options, Runnable stalled) {
    Timing timing = options.timing();
    this.loop = loop;
    this.options = options;
    this.stalled = stalled;
    this.backoff = new Backoff(timing.backoffMin(), timing.backoffMax());
    this.unsettled = new Unsettled(options.limits());
    this.throttle = new Throttle(loop, backoff, this::pump);
  }

  void send(Address to, Buffer sealedMessage, Promise<Void> promise) {
    if (ended.isPresent()) {
      loop.fail(promise, ended.get());
    } else if (!unsettled.hasRoomFor(sealedMessage.length())) {
      loop.fail(promise, new TooMuchWaitingException());
    } else {
      long deadline = loop.now() + options.timing().send().toMillis();
      Outgoing message = new Outgoing(number++, to, sealedMessage, deadline, promise);
      unsettled.add(message);
      Lane lane = lanes.to(to);
      lane.add(message);
      look();
      changed(lane);
    }
  }

  private void changed(Lane lane) {
    lanes.place(lane);
    pump();
  }

  private void pump() {
    Optional<Outgoing> next = next();
    while (next.isPresent()) {
      write(socket.orElseThrow(), next.get());
      next = next();
    }
  }

  private Optional<Outgoing> next() {
    boolean mayWrite =
        !throttle.isOn()
            && inFlight.size() < options.limits().sendWindow()
            && socket.filter(open -> !open.isFull()).isPresent();
    return mayWrite ? lanes.next() : Optional.empty();
  }

  private void write(Socket open, Outgoing message) {
    int sequence = open.nextSequence();
    inFlight.add(sequence, message, loop.now());
    open.write(message.under(sequence));
  }

  /** Takes what answers one of these messages; passes over everything else. */
  void received(ServerMessage answer) {
    inFlight.take(answer.sequence()).ifPresent(message -> answered(message, answer));
  }

  private void answered(Outgoing message, ServerMessage answer) {
    Lane lane = lanes.to(message.to());
    if (answer instanceof Failure failure) {
      refused(message, lane, new ServerRefusedException(failure));
    } else if (answer instanceof Ack) {
      throttle.reset();
      lane.settled();
      unsettled.remove(message);
      loop.succeed(message.promise(), null);
    } else {
      lane.takeBack(message);
    }
    changed(lane);
  }

  private void refused(Outgoing message, Lane lane, ServerRefusedException refusal) {
    if (refusal.retry() == Retry.NO) {
      lane.settled();
      unsettled.remove(message);
      loop.fail(message.promise(), refusal);
    } else {
      if (refusal.error().equals(Optional.of(ErrorName.TOO_MANY_REQUESTS))) {
        throttle.turnOn();
      }
      lane.refused(message, refusal).ifPresent(wait -> hold(lane, backoff.delay(wait)));
    }
  }

  private void hold(Lane lane, Duration wait) {
    loop.after(
        wait,
        () -> {
          lane.release();
          changed(lane);
        });
  }

  // One coarse timer while anything is unsettled, instead of two for each message.
  private void look() {
    if (!looking && !unsettled.isEmpty()) {
      looking = true;
      Timing timing = options.timing();
      long shorter = Math.min(timing.request().toMillis(), timing.send().toMillis());
      loop.after(Duration.ofMillis(shorter / LOOKS), this::lookOnce);
    }
  }

  private void lookOnce() {
    looking = false;
    unsettled.expired(loop.now()).forEach(this::expire);
    pump();
    if (inFlight.isStalled(loop.now(), options.timing().request().toMillis())) {
      stalled.run();
    }
    look();
  }

  private void expire(Outgoing message) {
    Lane lane = lanes.to(message.to());
    lane.expire(message);
    inFlight.remove(message);
    unsettled.remove(message);
    loop.fail(message.promise(), new NotConfirmedException(lane.latestRefusal()));
    lanes.place(lane);
  }

  void opened(Socket open) {
    socket = Optional.of(open);
    pump();
  }

  void drained() {
    pump();
  }

  void lost() {
    socket = Optional.empty();
    for (Outgoing message : inFlight.drain()) {
      Lane lane = lanes.to(message.to());
      lane.takeBack(message);
      lanes.place(lane);
    }
  }

  void ended(ClientException why) {
    socket = Optional.empty();
    ended = Optional.of(why);
    inFlight.drain();
    lanes.clear();
    unsettled.drain().forEach(message -> loop.fail(message.promise(), why));
  }
}
