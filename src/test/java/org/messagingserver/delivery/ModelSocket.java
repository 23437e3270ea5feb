package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.messagingserver.encryption.HashedAddress;

/** A recipient's socket: keeps what came, in its order, and what of it the client has acked. */
final class ModelSocket implements MessageSink {
  final HashedAddress owner;
  private final int maxInFlight;
  private final ModelPromise promise;
  private final Map<Integer, String> inFlight = new LinkedHashMap<>();
  private final List<String> acked = new ArrayList<>();
  private List<String> delivered = new ArrayList<>();
  private final List<String> waiting;
  private final long loginAt;
  private int knownAdmission;
  private MailboxConsumer mailboxConsumer;
  private boolean writable = true;
  private boolean started;
  private boolean drained;
  private Runnable onReplaced = () -> {};
  private int lastSequence;

  /**
   * @param store holds what waits at the login
   */
  ModelSocket(HashedAddress owner, int maxInFlight, ModelPromise promise, ModelMailbox store) {
    this.waiting = store.waiting(owner);
    this.loginAt = store.clock().millis();
    this.knownAdmission = promise.admissions().changes(owner);
    this.owner = owner;
    this.maxInFlight = maxInFlight;
    this.promise = promise;
  }

  void consumer(MailboxConsumer opened) {
    mailboxConsumer = opened;
  }

  MailboxConsumer consumer() {
    return mailboxConsumer;
  }

  /** What is done when the device is another one now. */
  void onReplaced(Runnable task) {
    onReplaced = task;
  }

  /** Its MailboxConsumer hears this. */
  void overhears(ConsumerEvent event) {
    if (event instanceof ConsumerEvent.RegisteredAs as && as.admissionChanged()) {
      admissionChanged();
    }
  }

  /** From now on its MailboxConsumer must not take for true what it read before. */
  void admissionChanged() {
    knownAdmission = promise.admissions().changes(owner);
  }

  List<String> acked() {
    return acked;
  }

  List<String> delivered() {
    return delivered;
  }

  @Override
  public int deliver(Buffer message) {
    String content = message.toString();
    if (!ModelOnlineOnly.is(content)) {
      assertThat(delivered).as("comes once on one socket").doesNotContain(content);
      delivered.add(content);
      promise.delivered(content, loginAt, knownAdmission);
      assertThat(keptInFlight()).as("messages in flight").isLessThan(maxInFlight);
    } else {
      promise.admissions().delivered(content, knownAdmission);
    }
    inFlight.put(++lastSequence, content);
    return lastSequence;
  }

  private long keptInFlight() {
    return inFlight.values().stream().filter(content -> !ModelOnlineOnly.is(content)).count();
  }

  void ack(ModelAction.Which which) {
    switch (which) {
      case OLDEST -> ackOldest();
      case NEWEST -> ackNewest();
      case ALL -> ackAll();
    }
  }

  private void ackOldest() {
    inFlight.keySet().stream().findFirst().ifPresent(this::ack);
  }

  private void ackNewest() {
    inFlight.keySet().stream().reduce((one, next) -> next).ifPresent(this::ack);
  }

  void ackAll() {
    List.copyOf(inFlight.keySet()).forEach(this::ack);
  }

  private void ack(int sequence) {
    String content = inFlight.remove(sequence);
    if (!ModelOnlineOnly.is(content)) {
      acked.add(content);
      promise.recipientAcked(content);
    }
    mailboxConsumer.acked(sequence);
  }

  /** What was before an unregistration may come again. */
  void startedAnew() {
    inFlight.clear();
    delivered = new ArrayList<>();
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  void writable(boolean now) {
    writable = now;
    if (now) {
      mailboxConsumer.writable();
    }
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
  public void probe(int unackedBytes) {}

  @Override
  public void drained() {
    assertThat(drained).as("drained once").isFalse();
    drained = true;
    promise.drained(owner, waiting, inFlight.values());
  }

  /** Where the device was unregistered before the client was logged in, there is no beginning. */
  void start() {
    started = !mailboxConsumer.isStarted();
    mailboxConsumer.start(true);
  }

  boolean missesDrained() {
    return started && !drained;
  }

  @Override
  public void keysLow() {}

  @Override
  public void replaced() {
    onReplaced.run();
  }
}
