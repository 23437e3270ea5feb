package org.messagingserver.client;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.messagingserver.client.ServerMessage.Ack;
import org.messagingserver.client.ServerMessage.Failure;

/**
 * The requests of one connection except messages that have to arrive. Each is answered, refused, or
 * fails after its timeout; until then it is sent again on each new socket, unless it is worth
 * nothing then.
 */
final class Requests {
  private final EventLoop loop;
  private final ClientOptions options;
  private final Set<PendingRequest<?>> pending = new LinkedHashSet<>();
  private final Map<Integer, PendingRequest<?>> bySequence = new HashMap<>();
  private Optional<ClientSocket> socket = Optional.empty();
  private Optional<ClientException> closed = Optional.empty();
  private int held;

  Requests(EventLoop loop, ClientOptions options) {
    this.loop = loop;
    this.options = options;
  }

  /** Sends a request whose answer is an Ack, as soon as there is a socket. */
  void send(IntFunction<byte[]> message, CompletableFuture<Void> promise) {
    CompletableFuture<List<Ack>> acked = new CompletableFuture<>();
    Futures.on(acked, ack -> promise.complete(null), promise::completeExceptionally);
    send(message, Ack.class, 1, acked);
  }

  /** Sends a request whose answer is one message. */
  <A extends ServerMessage> CompletableFuture<A> ask(IntFunction<byte[]> message, Class<A> part) {
    CompletableFuture<List<A>> answer = new CompletableFuture<>();
    send(message, part, 1, answer);
    return answer.thenApply(all -> all.get(0));
  }

  /** Sends a request with any answer; {@link PendingRequest} describes the parameters. */
  <A extends ServerMessage> void send(
      IntFunction<byte[]> message,
      Class<A> part,
      int expected,
      CompletableFuture<List<A>> promise) {
    add(new PendingRequest<>(loop, message, part, expected, promise));
  }

  private void add(PendingRequest<?> request) {
    if (closed.isPresent()) {
      request.fail(closed.get());
    } else if (!hasRoom()) {
      request.fail(new QueueFullException());
    } else {
      pending.add(request);
      request.startTimeout(options.timeouts().request(), () -> timeOut(request));
      socket.ifPresent(open -> write(open, request));
    }
  }

  /** Sends a request once {@code gate} succeeds, which never fails; until then it takes a place. */
  <A extends ServerMessage> void sendAfter(
      CompletableFuture<?> gate,
      IntFunction<byte[]> message,
      Class<A> part,
      CompletableFuture<List<A>> promise) {
    if (!closed.isPresent() && !hasRoom()) {
      loop.fail(promise, new QueueFullException());
      return;
    }
    held++;
    Futures.then(
        gate,
        () -> {
          held--;
          send(message, part, 1, promise);
        });
  }

  /**
   * Sends a request over the present socket and no other. It fails at once if it cannot be written
   * now, and when the socket is lost.
   */
  <A extends ServerMessage> void sendOnce(
      IntFunction<byte[]> message, Class<A> part, CompletableFuture<List<A>> promise) {
    boolean mayWrite = socket.filter(open -> !open.isFull()).isPresent();
    if (!closed.isPresent() && !mayWrite) {
      loop.fail(promise, new OutcomeUnknownException(Optional.empty()));
    } else {
      add(new PendingRequest<>(loop, message, part, 1, promise).onlyOnce());
    }
  }

  private boolean hasRoom() {
    return pending.size() + held < options.limits().requests();
  }

  private void write(ClientSocket open, PendingRequest<?> request) {
    int sequence = open.nextSequence();
    bySequence.put(sequence, request);
    open.write(request.message(sequence));
  }

  private void timeOut(PendingRequest<?> request) {
    remove(request);
    request.fail(new OutcomeUnknownException(Optional.empty()));
  }

  private void succeed(PendingRequest<?> request) {
    remove(request);
    request.succeed();
  }

  private void remove(PendingRequest<?> request) {
    pending.remove(request);
    bySequence.values().remove(request);
  }

  /** Processes an answer to one of these requests, and ignores any other message. */
  void received(ServerMessage message) {
    PendingRequest<?> request = bySequence.get(message.sequence());
    if (request == null) {
      return;
    }
    if (message instanceof Ack) {
      succeed(request);
    } else if (message instanceof Failure) {
      remove(request);
      request.fail(new ServerRefusedException((Failure) message));
    } else if (request.isAnsweredBy(message)) {
      addPart(request, message);
    }
  }

  private void addPart(PendingRequest<?> request, ServerMessage message) {
    if (request.add(message)) {
      succeed(request);
    } else if (!request.sizeIsKnown()) {
      request.startTimeout(options.timeouts().preKeyQuiet(), () -> succeed(request));
    }
  }

  void opened(ClientSocket open) {
    socket = Optional.of(open);
    pending.forEach(request -> write(open, request));
  }

  void disconnected() {
    loseSocket();
    List.copyOf(pending).stream().filter(PendingRequest::isOnlyOnce).forEach(this::timeOut);
  }

  private void loseSocket() {
    socket = Optional.empty();
    bySequence.clear();
    List.copyOf(pending).stream().filter(PendingRequest::disconnected).forEach(this::succeed);
  }

  void closed(ClientException why) {
    closed = Optional.of(why);
    loseSocket();
    pending.forEach(request -> request.fail(why));
    pending.clear();
  }
}
