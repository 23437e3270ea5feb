package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.messagingserver.protocol.ClientMessage.Ack;
import org.messagingserver.protocol.ServerMessage.InboundMessage;

/**
 * Passes messages to the app one at a time, and acks each after the app has handled it. A duplicate
 * is acked without calling the app.
 */
final class InboundMessages {
  private static final Logger LOG = System.getLogger("org.messagingserver.client");

  private final EventLoop loop;
  private final MessageHandler handler;
  private final DuplicateFilter duplicateFilter;
  private final int bound;
  private final Queue<InboundMessage> waiting = new ArrayDeque<>();
  private Optional<ClientSocket> socket = Optional.empty();
  private boolean paused;
  private boolean handling;

  InboundMessages(EventLoop loop, MessageHandler handler, ClientLimits limits) {
    this.loop = loop;
    this.handler = handler;
    this.duplicateFilter = new DuplicateFilter(limits.remembered());
    this.bound = limits.inbound();
  }

  void opened(ClientSocket open) {
    socket = Optional.of(open);
    paused = false;
  }

  void received(InboundMessage message) {
    waiting.add(message);
    if (!paused && waiting.size() >= bound) {
      paused = true;
      socket.ifPresent(ClientSocket::pause);
    }
    deliver();
  }

  private void deliver() {
    while (!handling && !waiting.isEmpty()) {
      InboundMessage message = waiting.remove();
      DuplicateFilter.Digest digest = DuplicateFilter.digest(message.sealedMessage());
      if (duplicateFilter.contains(digest)) {
        ack(socket, message);
      } else {
        callHandler(message, digest);
      }
    }
    if (paused && waiting.size() <= bound / 2) {
      paused = false;
      socket.ifPresent(ClientSocket::resume);
    }
  }

  private void callHandler(InboundMessage message, DuplicateFilter.Digest digest) {
    handling = true;
    Optional<ClientSocket> from = socket;
    handle(message.sealedMessage())
        .onComplete(
            safe -> loop.run(() -> handled(message, digest, from)),
            failure -> loop.run(() -> failed(failure)));
  }

  private Future<Void> handle(Buffer sealedMessage) {
    try {
      return Objects.requireNonNull(handler.handle(sealedMessage));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void handled(
      InboundMessage message, DuplicateFilter.Digest digest, Optional<ClientSocket> from) {
    handling = false;
    duplicateFilter.add(digest);
    ack(from, message);
    deliver();
  }

  // A sequence is valid only on the socket that it arrived on.
  private void ack(Optional<ClientSocket> from, InboundMessage message) {
    if (from.equals(socket)) {
      from.ifPresent(open -> open.write(new Ack(message.sequence())));
    }
  }

  private void failed(Throwable failure) {
    handling = false;
    LOG.log(
        Level.WARNING,
        "The handler failed; the server sends the message again after the next login: {0}",
        failure.getClass().getName());
    deliver();
  }

  /** Waiting messages were not acked, so the server sends them again. */
  void disconnected() {
    socket = Optional.empty();
    waiting.clear();
  }
}
