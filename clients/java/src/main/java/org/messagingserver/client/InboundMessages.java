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
 * Hands messages to the app one after another, and acks each once the app has it. One that comes
 * again is acked without bothering the app.
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
  private boolean busy;

  InboundMessages(EventLoop loop, MessageHandler handler, ClientLimits clientLimits) {
    this.loop = loop;
    this.handler = handler;
    this.duplicateFilter = new DuplicateFilter(clientLimits.remembered());
    this.bound = clientLimits.inbound();
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
    while (!busy && !waiting.isEmpty()) {
      InboundMessage message = waiting.remove();
      DuplicateFilter.Digest digest = DuplicateFilter.digest(message.sealedMessage());
      if (duplicateFilter.contains(digest)) {
        ack(socket, message);
      } else {
        hand(message, digest);
      }
    }
    if (paused && waiting.size() <= bound / 2) {
      paused = false;
      socket.ifPresent(ClientSocket::resume);
    }
  }

  private void hand(InboundMessage message, DuplicateFilter.Digest digest) {
    busy = true;
    Optional<ClientSocket> from = socket;
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

  private void done(
      InboundMessage message, DuplicateFilter.Digest digest, Optional<ClientSocket> from) {
    busy = false;
    duplicateFilter.add(digest);
    ack(from, message);
    deliver();
  }

  // Its sequence means something only on the socket that it came from.
  private void ack(Optional<ClientSocket> from, InboundMessage message) {
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
