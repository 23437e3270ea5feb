package org.messagingserver.testkit;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;

/**
 * Numbered messages over one socket to one recipient, a bounded number of them unanswered at any
 * time. Remembers which of them the server acked.
 */
public final class MessageStream implements Runnable {
  private static final int UNANSWERED = 32;
  private static final long POLL_MILLIS = 10;

  private final RawSocket socket;
  private final Address to;
  private final String name;
  private final Map<Integer, Integer> unanswered = new HashMap<>();
  private final Queue<Integer> acked = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sent = new AtomicInteger();
  private volatile boolean finishing;

  /**
   * @param name stands before each number, in text that no other stream sends
   */
  public MessageStream(RawSocket socket, Address to, String name) {
    this.socket = socket;
    this.to = to;
    this.name = name;
  }

  /** Sends until {@link #finish} or until the socket is gone. */
  @Override
  public void run() {
    Optional<ServerMessage> answer = Optional.empty();
    do {
      answer.ifPresent(this::answered);
      while (!finishing && unanswered.size() < UNANSWERED) {
        sendNext();
      }
      answer = unanswered.isEmpty() ? Optional.empty() : socket.nextUnlessGone();
    } while (answer.isPresent());
  }

  /** Sends so many, and waits until each has an answer. */
  public void sendOnly(int count) {
    finish();
    for (int i = 0; i < count; i++) {
      sendNext();
    }
    run();
  }

  private void sendNext() {
    int sequence = socket.sequence();
    int number = sent.incrementAndGet();
    unanswered.put(sequence, number);
    socket.cast(new ClientMessage.OutboundMessage(sequence, to, Buffer.buffer(text(number))));
  }

  private void answered(ServerMessage answer) {
    Integer number = unanswered.remove(answer.sequence());
    if (answer instanceof ServerMessage.Ack) {
      acked.add(number);
    }
  }

  /** Sends no more; {@link #run} returns when all is answered. */
  public void finish() {
    finishing = true;
  }

  /** Waits until the server has acked a message that was sent after this call. */
  public void awaitProgress() throws InterruptedException {
    int before = sent.get();
    long end = System.nanoTime() + ServerProcess.START.toNanos();
    while (acked.stream().noneMatch(number -> number > before)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no message of " + name + " is acked any more");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** What the server acked, in the order in which it was sent. */
  public List<String> acked() {
    return acked.stream().sorted().map(this::text).toList();
  }

  /** How many messages have no answer. */
  public int unanswered() {
    return unanswered.size();
  }

  private String text(int number) {
    return name + number;
  }
}
