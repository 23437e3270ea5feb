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
import org.messagingserver.delivery.UnackedWindow.Known;
import org.messagingserver.encryption.HashedAddress;
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
  interface Finds {
    /** A known message is in the store as well. */
    void isStored(Known known, long row);

    /** A message that no hint announced: only the first since the sweep found it. */
    void unannounced();

    /** A read has ended. */
    void readEnded(ConsumerState state);

    /** The device turns out not to be registered. */
    void notRegistered();
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
  private final ReadAhead ahead;
  private final Finds finds;
  private final Backoff backoff = new Backoff();
  private ConsumerState state = new Subscribing(false, Optional.empty());
  private long lookedAt = Long.MIN_VALUE;

  MailboxReader(
      EventLoop eventLoop,
      HashedAddress owner,
      MessageSink messageSink,
      Mailbox mailbox,
      DeliverySettings settings,
      UnackedWindow unackedWindow,
      HighWaterMarks highWaterMarks,
      ReadAhead ahead,
      Finds finds) {
    this.eventLoop = eventLoop;
    this.owner = owner;
    this.messageSink = messageSink;
    this.mailbox = mailbox;
    this.pageRows = settings.batchRows();
    this.pageBytes = settings.batchBytes();
    this.unackedWindow = unackedWindow;
    this.highWaterMarks = highWaterMarks;
    this.overtakenMessages = new OvertakenMessages(eventLoop, highWaterMarks, settings);
    this.ahead = ahead;
    this.finds = finds;
  }

  ConsumerState state() {
    return state;
  }

  private void become(ConsumerState next) {
    ahead.change(next.kept() - state.kept());
    state = next;
  }

  /** Something came over the bus before the client knows that it is logged in. */
  void heardWhileSubscribing(Subscribing subscribing) {
    become(subscribing.hear());
  }

  /** The first page has been read. */
  void opened(FirstPage page) {
    if (state instanceof Subscribing subscribing) {
      become(subscribing.opened(page));
    }
  }

  /**
   * Starts to deliver. The first page is of no use where it has become stale, or the socket does
   * not take it.
   */
  void begin(Subscribing subscribing) {
    Optional<FirstPage> first = subscribing.first().filter(page -> page.page().registered());
    if (subscribing.hinted() || !messageSink.isWritable()) {
      become(subscribing.sleep());
      look();
    } else if (first.isPresent()) {
      become(subscribing.show(first.get()));
      show(first.get().page(), first.get().read());
    } else {
      become(subscribing.sleep());
    }
  }

  /** Nothing waits, and what is being read is not for the next registration. */
  void sleep() {
    become(state.sleep());
    overtakenMessages.clear();
  }

  void close() {
    become(state.close());
    overtakenMessages.clear();
  }

  /** Whether something was heard since that made it look. */
  boolean hasLookedSince(long millis) {
    return lookedAt >= millis;
  }

  /**
   * The store holds nothing for the device.
   *
   * @param asOf when it was asked
   */
  void nothingWaits(long asOf) {
    overtakenMessages.nothingWaits(asOf);
  }

  /** A hint has come for a message that waits. */
  void hinted() {
    become(state.announced());
    look();
  }

  /** The sweep has found that something waits: no hint has announced it where all was delivered. */
  void swept() {
    become(state.announced());
    look(Cause.SWEEP);
  }

  /** Something may wait that no read has shown yet. */
  void look() {
    look(Cause.EVENT);
  }

  private void look(Cause cause) {
    lookedAt = eventLoop.millis();
    if (state instanceof Unregistered || state instanceof CaughtUp) {
      read(RowRange.ALL, cause);
    } else if (state instanceof Reading reading) {
      become(reading.hint());
    }
  }

  /** There may be credit, or room in the socket, again. */
  void readOn() {
    if (state instanceof OutOfCredit outOfCredit
        && isWorthIt(outOfCredit)
        && deliver(outOfCredit.ahead())
        && state instanceof OutOfCredit delivered) {
      become(delivered.delivered());
      read(delivered.next());
    }
  }

  /** Not for each Ack by itself, where what is read cannot be kept. */
  private boolean isWorthIt(OutOfCredit outOfCredit) {
    return outOfCredit.ahead().hasNext() || ahead.hasRoom() || unackedWindow.hasHalf();
  }

  private void read(RowRange range) {
    read(range, Cause.EVENT);
  }

  private void read(RowRange range, Cause why) {
    if (!messageSink.isWritable() || (unackedWindow.credit() == 0 && !ahead.hasRoom())) {
      become(state.park(range, why));
      return;
    }
    MailboxRead read = new MailboxRead(range, eventLoop.millis());
    become(state.read(read, why));
    page(read).onComplete(answer -> answered(read, answer));
  }

  /** The first page of the mailbox. */
  Future<FirstPage> firstPage() {
    MailboxRead read = new MailboxRead(RowRange.ALL, eventLoop.millis());
    return page(read).map(page -> new FirstPage(page, read));
  }

  /** It may be more than the client takes just now: the rest is at hand when it has acked. */
  private Future<MailboxPage> page(MailboxRead read) {
    long after = read.range.after();
    List<Long> known = new ArrayList<>(unackedWindow.rowsAfter(after));
    overtakenMessages.rows().filter(row -> row > after).forEach(known::add);
    return HandoffAttempt.of(
        () -> mailbox.read(owner, read.range, known, pageRows, pageBytes, messageSink));
  }

  /** An answer that an unregistration has overtaken is not for the present registration. */
  private void answered(MailboxRead read, AsyncResult<MailboxPage> answer) {
    if (state instanceof Reading reading && reading.read() == read) {
      if (answer.succeeded()) {
        backoff.reset();
        show(answer.result(), read);
      } else {
        overtakenMessages.storeIsAway();
        retryLater(reading);
      }
      finds.readEnded(state);
    }
  }

  private void show(MailboxPage page, MailboxRead read) {
    unackedWindow.passOver(page.unreadable());
    Iterator<WaitingMessage> messages = page.messages().iterator();
    boolean all = deliver(messages);
    if (!(state instanceof Reading reading)) {
      return;
    }
    if (!all) {
      become(park(reading, page, messages));
    } else if (!page.registered() && !reading.hinted()) {
      finds.notRegistered();
    } else if (page.next().isPresent()) {
      become(reading.full());
      read(page.next().get());
    } else if (reading.hinted()) {
      become(reading.through());
      read(RowRange.ALL);
    } else {
      highWaterMarks.nothingWaits(read.began);
      overtakenMessages.readThrough(read.began);
      become(reading.live());
    }
  }

  private OutOfCredit park(Reading reading, MailboxPage page, Iterator<WaitingMessage> rest) {
    if (ahead.hasRoom()) {
      int kept = page.messages().stream().mapToInt(message -> message.content().length()).sum();
      return reading.park(rest, page.next().orElse(RowRange.ALL), kept);
    }
    return reading.park(reading.read().range, reading.cause());
  }

  /** Delivers what the client and its socket take; says whether that was all. */
  private boolean deliver(Iterator<WaitingMessage> messages) {
    while (messages.hasNext() && unackedWindow.credit() > 0 && messageSink.isWritable()) {
      deliver(messages.next());
    }
    return !messages.hasNext();
  }

  private void deliver(WaitingMessage message) {
    Known known = unackedWindow.find(message.id());
    if (known != null) {
      finds.isStored(known, message.row());
    } else if (!overtakenMessages.passesOver(message)) {
      find();
      highWaterMarks.delivered(message.id());
      int sequence = messageSink.deliver(message.content());
      unackedWindow.sentStored(sequence, message.id(), message.row(), message.content().length());
    }
  }

  private void find() {
    if (state.cause() == Cause.SWEEP) {
      become(state.announced());
      finds.unannounced();
    }
  }

  private void retryLater(Reading reading) {
    become(reading.fail());
    eventLoop.after(
        backoff.pause(),
        () -> {
          if (state instanceof Retrying) {
            read(RowRange.ALL);
          }
        });
  }
}
