package org.messagingserver.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.messagingserver.client.ServerMessage.InboundMessage;

/**
 * Passes messages to the app one at a time, and acks each after the app has handled it. A duplicate
 * is acked without calling the app.
 */
final class InboundMessages {
  private static final Logger LOG = Logger.getLogger("org.messagingserver.client");

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
      ByteBuffer digest = DuplicateFilter.digest(message.sealedMessage);
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

  private void callHandler(InboundMessage message, ByteBuffer digest) {
    handling = true;
    Optional<ClientSocket> from = socket;
    Futures.on(
        Futures.ask(() -> handler.handle(message.sealedMessage)),
        safe -> loop.run(() -> handled(message, digest, from)),
        failure -> loop.run(() -> failed(failure)));
  }

  private void handled(InboundMessage message, ByteBuffer digest, Optional<ClientSocket> from) {
    handling = false;
    duplicateFilter.add(digest);
    ack(from, message);
    deliver();
  }

  // A sequence is valid only on the socket that it arrived on.
  private void ack(Optional<ClientSocket> from, InboundMessage message) {
    if (from.equals(socket)) {
      from.ifPresent(open -> open.write(ClientFrames.ack(message.sequence())));
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
