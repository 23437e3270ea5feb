package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.messagingserver.wire.ClientMessage.Ack;
import org.messagingserver.wire.ServerMessage.InboundMessage;

/**
 * Hands messages to the app one after another, and acks each once the app has it. One that comes
 * again is acked without bothering the app.
 */
final class Deliveries {
  private static final Logger LOG = System.getLogger("org.messagingserver.client");

  private final EventLoop loop;
  private final MessageHandler handler;
  private final Handled handled;
  private final int bound;
  private final Queue<InboundMessage> waiting = new ArrayDeque<>();
  private Optional<Socket> socket = Optional.empty();
  private boolean paused;
  private boolean busy;

  Deliveries(EventLoop loop, MessageHandler handler, Limits limits) {
    this.loop = loop;
    this.handler = handler;
    this.handled = new Handled(limits.remembered());
    this.bound = limits.inbound();
  }

  void opened(Socket open) {
    socket = Optional.of(open);
    paused = false;
  }

  void received(InboundMessage message) {
    waiting.add(message);
    if (!paused && waiting.size() >= bound) {
      paused = true;
      socket.ifPresent(Socket::pause);
    }
    deliver();
  }

  private void deliver() {
    while (!busy && !waiting.isEmpty()) {
      InboundMessage message = waiting.remove();
      Handled.Digest digest = Handled.digest(message.sealedMessage());
      if (handled.contains(digest)) {
        ack(socket, message);
      } else {
        hand(message, digest);
      }
    }
    if (paused && waiting.size() <= bound / 2) {
      paused = false;
      socket.ifPresent(Socket::resume);
    }
  }

  private void hand(InboundMessage message, Handled.Digest digest) {
    busy = true;
    Optional<Socket> from = socket;
    call(message.sealedMessage())
        .onComplete(
            safe -> loop.run(() -> done(message, digest, from)),
            failure -> loop.run(() -> failed(failure)));
  }

  private Future<Void> call(Buffer sealedMessage) {
    try {
      return Objects.requireNonNull(handler.handle(sealedMessage));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private void done(InboundMessage message, Handled.Digest digest, Optional<Socket> from) {
    busy = false;
    handled.add(digest);
    ack(from, message);
    deliver();
  }

  // Its sequence means something only on the socket that it came from.
  private void ack(Optional<Socket> from, InboundMessage message) {
    if (from.equals(socket)) {
      from.ifPresent(open -> open.write(new Ack(message.sequence())));
    }
  }

  private void failed(Throwable failure) {
    busy = false;
    LOG.log(
        Level.WARNING,
        "A message could not be handled and comes again after the next login: {0}",
        failure.getClass().getName());
    deliver();
  }

  /** Waiting messages were not acked, so the server sends them again. */
  void lost() {
    socket = Optional.empty();
    waiting.clear();
  }
}
