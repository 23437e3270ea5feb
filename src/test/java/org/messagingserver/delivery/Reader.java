package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.messagingserver.mailbox.MailboxStatus;

/**
 * What a socket is to its MailboxConsumer: keeps what it is given, and acks when a test says so.
 */
final class Reader implements MessageSink {
  static final String DRAINED = "drained";

  private static final long SOON_SECONDS = 10;

  private final Rig rig;
  private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
  private final Map<String, Integer> sequences = new ConcurrentHashMap<>();
  private MailboxConsumer mailboxConsumer;
  private int lastSequence;
  private boolean writable = true;

  Reader(Rig rig) {
    this.rig = rig;
  }

  void consumer(MailboxConsumer opened) {
    mailboxConsumer = opened;
  }

  @Override
  public int deliver(Buffer message) {
    int sequence = ++lastSequence;
    sequences.put(message.toString(), sequence);
    delivered.add(message.toString());
    return sequence;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public long source() {
    return 0;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void keysLow() {
    delivered.add("keys low");
  }

  @Override
  public void probe(int unackedBytes) {}

  @Override
  public void drained() {
    delivered.add(DRAINED);
  }

  @Override
  public void replaced() {
    delivered.add("replaced");
  }

  Reader begin() {
    return begin(false);
  }

  /** The same for a client that wants to know when all that waited is acked, if it does. */
  Reader begin(boolean reportDrained) {
    onLoop(() -> mailboxConsumer.start(reportDrained));
    return this;
  }

  /** The socket takes nothing more for now. */
  Reader stopsReading() {
    onLoop(() -> writable = false);
    return this;
  }

  /** The socket takes more again. */
  void readsAgain() {
    onLoop(
        () -> {
          writable = true;
          mailboxConsumer.writable();
        });
  }

  void ack(String... contents) {
    onLoop(
        () ->
            Stream.of(contents).forEach(content -> mailboxConsumer.acked(sequences.get(content))));
  }

  void ackSequence(int sequence) {
    onLoop(() -> mailboxConsumer.acked(sequence));
  }

  void close() {
    onLoop(() -> rig.deliveries().close(mailboxConsumer));
  }

  /** What the sweep found, and nothing was heard since. */
  void reconciled(MailboxStatus mailboxStatus) {
    onLoop(() -> mailboxConsumer.reconciled(mailboxStatus, Long.MAX_VALUE));
  }

  /** The next message. */
  String next() {
    try {
      String message = delivered.poll(SOON_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came");
      }
      return message;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  List<String> next(int count) {
    return Stream.generate(this::next).limit(count).toList();
  }

  /** What has come and not been taken. */
  List<String> waiting() {
    return rig.onLoop(() -> List.copyOf(delivered));
  }

  /** What comes within a short time, where nothing should. */
  List<String> soon() {
    Rig.pause(Duration.ofMillis(150));
    return waiting();
  }

  private void onLoop(Runnable work) {
    rig.onLoop(
        () -> {
          work.run();
          return null;
        });
  }
}
