package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.messagingserver.delivery.ConsumerState.CaughtUp;
import org.messagingserver.delivery.ConsumerState.OutOfCredit;
import org.messagingserver.delivery.ConsumerState.Reading;
import org.messagingserver.delivery.ConsumerState.Retrying;
import org.messagingserver.delivery.ConsumerState.Subscribing;
import org.messagingserver.delivery.ConsumerState.Unregistered;
import org.messagingserver.delivery.MailboxRead.Cause;
import org.messagingserver.delivery.MailboxRead.FirstPage;
import org.messagingserver.delivery.UnackedWindow.TrackedMessage;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.DeviceAdmission;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.mailbox.WaitingMessage;

/**
 * Brings one socket what waits in the store, oldest first, as far as its credit goes, and never a
 * message behind a newer one of its sender. {@link ConsumerState} shows the machine.
 */
final class MailboxReader {
  /** The use that the rest of a MailboxConsumer makes of the rows read. */
  interface Listener {
    /** A known message is in the store as well. */
    void rowFound(TrackedMessage tracked, long row);

    /** No notification announced a message; called only for the first since the sweep found it. */
    void missedNotification();

    /** A read that began then has shown the whole mailbox, and all of it has been delivered. */
    void readThrough(long asOf);

    /** A read has ended. */
    void readEnded(ConsumerState state);

    /** The device turns out not to be registered. */
    void notRegistered();

    /** The device had this registration when a read began, and no event has named another. */
    void registrationFound(Optional<HashedRegistration> registration);

    /** The device admitted these when a read began, and no event has changed that. */
    void admissionFound(Optional<DeviceAdmission> admission);
  }

  private final EventLoop eventLoop;
  private final HashedAddress owner;
  private final MessageSink messageSink;
  private final Mailbox mailbox;
  private final int pageRows;
  private final int pageBytes;
  private final UnackedWindow unackedWindow;
  private final HighWaterMarks highWaterMarks;
  private final OvertakenMessages overtakenMessages;
  private final ReadAhead readAhead;
  private final Listener listener;
  private final Backoff backoff = new Backoff();
  private ConsumerState state = new Subscribing(false, Optional.empty());
  private long readRequestedAt = Long.MIN_VALUE;

  MailboxReader(
      EventLoop eventLoop,
      HashedAddress owner,
      MessageSink messageSink,
      Mailbox mailbox,
      DeliverySettings settings,
      UnackedWindow unackedWindow,
      HighWaterMarks highWaterMarks,
      ReadAhead readAhead,
      Listener listener) {
    this.eventLoop = eventLoop;
    this.owner = owner;
    this.messageSink = messageSink;
    this.mailbox = mailbox;
    this.pageRows = settings.batchRows();
    this.pageBytes = settings.batchBytes();
    this.unackedWindow = unackedWindow;
    this.highWaterMarks = highWaterMarks;
    this.overtakenMessages = new OvertakenMessages(eventLoop, highWaterMarks, settings);
    this.readAhead = readAhead;
    this.listener = listener;
  }

  ConsumerState state() {
    return state;
  }

  private void transitionTo(ConsumerState next) {
    readAhead.change(next.keptBytes() - state.keptBytes());
    state = next;
  }

  /** Something came over the bus before the client knows that it is logged in. */
  void notifiedWhileSubscribing(Subscribing subscribing) {
    transitionTo(subscribing.markNotified());
  }

  /** The first page has been read. */
  void firstPageRead(FirstPage page) {
    if (state instanceof Subscribing subscribing) {
      transitionTo(subscribing.firstPageRead(page));
    }
  }

  /**
   * Starts to deliver. The first page is of no use where it has become stale, or the socket does
   * not take it.
   */
  void start(Subscribing subscribing) {
    Optional<FirstPage> first = subscribing.first().filter(page -> page.page().registered());
    if (subscribing.notified() || !messageSink.isWritable()) {
      transitionTo(subscribing.unregister());
      requestRead();
    } else if (first.isPresent()) {
      transitionTo(subscribing.deliverFirstPage(first.get()));
      deliverPage(first.get().page(), first.get().read());
    } else {
      transitionTo(subscribing.unregister());
    }
  }

  /** Nothing waits, and what is being read is not for the next registration. */
  void unregister() {
    transitionTo(state.unregister());
    overtakenMessages.clear();
  }

  void close() {
    transitionTo(state.close());
    overtakenMessages.clear();
  }

  /** Whether an event has requested a read since. */
  boolean hasRequestedReadSince(long millis) {
    return readRequestedAt >= millis;
  }

  /**
   * The store holds nothing for the device.
   *
   * @param asOf when it was asked
   */
  void mailboxEmpty(long asOf) {
    overtakenMessages.mailboxEmpty(asOf);
  }

  /** Whether a row up to this one is left in the store for now, since it came too late. */
  boolean skipsUpTo(long row) {
    return overtakenMessages.skipsUpTo(row);
  }

  /** A notification has come for a message that waits. */
  void notified() {
    transitionTo(state.announced());
    requestRead();
  }

  /**
   * The sweep has found that something waits: no notification has announced it where all was
   * delivered.
   */
  void reconciled() {
    transitionTo(state.announced());
    requestRead(Cause.SWEEP);
  }

  /** Something may wait that no read has shown yet. */
  void requestRead() {
    requestRead(Cause.EVENT);
  }

  /** Something may wait after all that no notification has announced, though probably not. */
  void recheck() {
    requestRead(Cause.RECHECK);
  }

  /** The next read through the mailbox tells which of the rows that are skipped are gone. */
  void requestCompleteRead() {
    overtakenMessages.showAll();
    requestRead();
  }

  private void requestRead(Cause cause) {
    readRequestedAt = eventLoop.millis();
    if (state instanceof Unregistered || state instanceof CaughtUp) {
      read(RowRange.ALL, cause);
    } else if (state instanceof Reading reading) {
      transitionTo(reading.markNotified());
    }
  }

  /** There may be credit, or room in the socket, again. */
  void resumeRead() {
    if (state instanceof OutOfCredit outOfCredit
        && shouldResume(outOfCredit)
        && deliver(outOfCredit.ahead())
        && state instanceof OutOfCredit delivered) {
      transitionTo(delivered.delivered());
      read(delivered.next());
    }
  }

  /** Not for each Ack by itself, where what is read cannot be kept. */
  private boolean shouldResume(OutOfCredit outOfCredit) {
    return outOfCredit.ahead().hasNext() || readAhead.hasRoom() || unackedWindow.hasHalfCredit();
  }

  private void read(RowRange range) {
    read(range, Cause.EVENT);
  }

  private void read(RowRange range, Cause why) {
    if (!messageSink.isWritable() || (unackedWindow.credit() == 0 && !readAhead.hasRoom())) {
      transitionTo(state.outOfCredit(range, why));
      return;
    }
    MailboxRead read = begin(range);
    transitionTo(state.read(read, why));
    page(read, why).onComplete(result -> readEnded(read, result));
  }

  /** The first page of the mailbox. */
  Future<FirstPage> firstPage() {
    MailboxRead read = begin(RowRange.ALL);
    return page(read, Cause.RECHECK).map(page -> new FirstPage(page, read));
  }

  private MailboxRead begin(RowRange range) {
    return new MailboxRead(range, eventLoop.millis(), overtakenMessages.showsAll());
  }

  /** It may be more than the client takes just now: the rest is at hand when it has acked. */
  private Future<MailboxPage> page(MailboxRead read, Cause why) {
    long after = read.range.after();
    List<Long> known = new ArrayList<>(unackedWindow.rowsAfter(after));
    overtakenMessages.rows().filter(row -> row > after).forEach(known::add);
    if (why == Cause.RECHECK && read.range.equals(RowRange.ALL) && known.isEmpty()) {
      return ExceptionSafe.call(() -> mailbox.readIfAny(owner, pageRows, pageBytes, messageSink));
    }
    return ExceptionSafe.call(
        () -> mailbox.read(owner, read.range, known, pageRows, pageBytes, messageSink));
  }

  /** A result that an unregistration has overtaken is not for the present registration. */
  private void readEnded(MailboxRead read, AsyncResult<MailboxPage> result) {
    if (state instanceof Reading reading && reading.read() == read) {
      if (result.succeeded()) {
        backoff.reset();
        deliverPage(result.result(), read);
      } else {
        overtakenMessages.storeUnavailable();
        retryLater(reading);
      }
      listener.readEnded(state);
    }
  }

  private void deliverPage(MailboxPage page, MailboxRead read) {
    if (state instanceof Reading before && !before.notified()) {
      listener.registrationFound(page.registration());
      listener.admissionFound(page.admission());
    }
    unackedWindow.skip(page.unreadable());
    Iterator<WaitingMessage> messages = page.messages().iterator();
    boolean all = deliver(messages);
    if (!(state instanceof Reading reading)) {
      return;
    }
    if (!all) {
      transitionTo(outOfCredit(reading, page, messages));
    } else if (!page.registered()) {
      notRegistered(reading);
    } else if (page.next().isPresent()) {
      transitionTo(reading.pageWasFull());
      read(page.next().get());
    } else {
      readThrough(reading, read);
    }
  }

  /** A notification may be that of a registration since: takes nothing before it was read. */
  private void notRegistered(Reading reading) {
    if (reading.notified()) {
      transitionTo(reading.notRegistered());
      read(RowRange.ALL);
    } else {
      listener.notRegistered();
    }
  }

  private void readThrough(Reading reading, MailboxRead read) {
    if (reading.notified()) {
      transitionTo(reading.readThrough());
      read(RowRange.ALL);
    } else {
      highWaterMarks.mailboxEmpty(read.startedAt);
      overtakenMessages.readThrough(read);
      transitionTo(reading.caughtUp());
    }
    listener.readThrough(read.startedAt);
  }

  private OutOfCredit outOfCredit(
      Reading reading, MailboxPage page, Iterator<WaitingMessage> rest) {
    if (readAhead.hasRoom()) {
      int kept = page.messages().stream().mapToInt(message -> message.content().length()).sum();
      return reading.outOfCredit(rest, page.next().orElse(RowRange.ALL), kept);
    }
    return reading.outOfCredit(reading.read().range, reading.cause());
  }

  /** Delivers what the client and its socket take; says whether that was all. */
  private boolean deliver(Iterator<WaitingMessage> messages) {
    while (messages.hasNext() && unackedWindow.credit() > 0 && messageSink.isWritable()) {
      deliver(messages.next());
    }
    return !messages.hasNext();
  }

  private void deliver(WaitingMessage message) {
    TrackedMessage tracked = unackedWindow.find(message.id());
    if (tracked != null) {
      listener.rowFound(tracked, message.row());
    } else if (!overtakenMessages.skips(message)) {
      reportMissedNotification();
      highWaterMarks.delivered(message.id());
      int sequence = messageSink.deliver(message.content());
      unackedWindow.sentStored(sequence, message.id(), message.row(), message.content().length());
    }
  }

  private void reportMissedNotification() {
    if (state.cause() == Cause.SWEEP) {
      transitionTo(state.announced());
      listener.missedNotification();
    }
  }

  private void retryLater(Reading reading) {
    transitionTo(reading.fail());
    eventLoop.after(
        backoff.pause(),
        () -> {
          if (state instanceof Retrying) {
            read(RowRange.ALL);
          }
        });
  }
}
