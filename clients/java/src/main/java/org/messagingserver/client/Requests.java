package org.messagingserver.client;

import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.Failure;

/**
 * The requests of one connection but its messages: each is answered, refused, or fails at its time;
 * while it is none of these, it is asked again on each new socket.
 */
final class Requests {
  private final EventLoop loop;
  private final ClientOptions options;
  private final Set<PendingRequest<?>> pending = new LinkedHashSet<>();
  private final Map<Integer, PendingRequest<?>> asked = new HashMap<>();
  private Optional<ClientSocket> socket = Optional.empty();
  private Optional<ClientException> ended = Optional.empty();

  Requests(EventLoop loop, ClientOptions options) {
    this.loop = loop;
    this.options = options;
  }

  /** Asks for an Ack as soon as there is a socket. */
  void ask(IntFunction<ClientMessage> message, Promise<Void> promise) {
    Promise<List<Ack>> acked = Promise.promise();
    acked.future().<Void>mapEmpty().onComplete(promise);
    ask(message, Ack.class, 1, acked);
  }

  /** Asks for more than an Ack; see {@link PendingRequest} for the arguments. */
  <A extends ServerMessage> void ask(
      IntFunction<ClientMessage> message, Class<A> part, int expected, Promise<List<A>> promise) {
    if (ended.isPresent()) {
      loop.fail(promise, ended.get());
    } else if (pending.size() >= options.clientLimits().requests()) {
      loop.fail(promise, new QueueFullException());
    } else {
      PendingRequest<A> request = new PendingRequest<>(loop, message, part, expected, promise);
      pending.add(request);
      request.await(options.clientTimeouts().request(), () -> timeOut(request));
      socket.ifPresent(open -> write(open, request));
    }
  }

  private void write(ClientSocket open, PendingRequest<?> request) {
    int sequence = open.nextSequence();
    asked.put(sequence, request);
    open.write(request.message(sequence));
  }

  private void timeOut(PendingRequest<?> request) {
    forget(request);
    request.fail(new OutcomeUnknownException(Optional.empty()));
  }

  private void settle(PendingRequest<?> request) {
    forget(request);
    request.succeed();
  }

  private void forget(PendingRequest<?> request) {
    pending.remove(request);
    asked.values().remove(request);
  }

  /** Takes what answers one of these requests; passes over everything else. */
  void received(ServerMessage message) {
    PendingRequest<?> request = asked.get(message.sequence());
    if (request == null) {
      return;
    }
    if (message instanceof Ack) {
      settle(request);
    } else if (message instanceof Failure failure) {
      forget(request);
      request.fail(new ServerRefusedException(failure));
    } else if (request.takes(message)) {
      part(request, message);
    }
  }

  private void part(PendingRequest<?> request, ServerMessage message) {
    if (request.add(message)) {
      settle(request);
    } else {
      request.await(options.clientTimeouts().preKeyQuiet(), () -> settle(request));
    }
  }

  void opened(ClientSocket open) {
    socket = Optional.of(open);
    pending.forEach(request -> write(open, request));
  }

  void lost() {
    socket = Optional.empty();
    asked.clear();
    List.copyOf(pending).stream().filter(PendingRequest::isPartlyAnswered).forEach(this::settle);
  }

  void ended(ClientException why) {
    ended = Optional.of(why);
    lost();
    pending.forEach(request -> request.fail(why));
    pending.clear();
  }
}
