package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.messagingserver.delivery.InboxState.Backlog;
import org.messagingserver.delivery.InboxState.Closed;
import org.messagingserver.delivery.InboxState.Dormant;
import org.messagingserver.delivery.InboxState.Live;
import org.messagingserver.delivery.InboxState.Opening;
import org.messagingserver.delivery.InboxState.Parked;
import org.messagingserver.delivery.InboxState.Reading;
import org.messagingserver.delivery.InboxState.Retrying;
import org.messagingserver.delivery.Window.Known;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.mailbox.WaitingMessage;

/**
 * Brings one socket what waits in the store, oldest first, as far as its credit goes, and never a
 * message behind a newer one of its sender. {@link InboxState} shows the machine.
 */
final class Drain {
  /** The use that the rest of an Inbox makes of the rows read. */
  interface Finds {
    /** A known message is in the store as well. */
    void isStored(Known known, long row);

    /** A message that no hint announced. */
    void unannounced();

    /** A read has ended. */
    void readEnded(InboxState state);

    /** The device turns out not to be registered. */
    void notRegistered();
  }

  private final Loop loop;
  private final HashedAddress owner;
  private final Receiver receiver;
  private final Mailbox mailbox;
  private final int pageRows;
  private final int pageBytes;
  private final Window window;
  private final Heard heard;
  private final Overtaken overtaken;
  private final ReadAhead ahead;
  private final Finds finds;
  private final Backoff backoff = new Backoff();
  private InboxState state = new Opening(false, Optional.empty());
  private int lastRead;
  private long readAt;
  private RowRange lastSpan = RowRange.ALL;
  private int kept;
  private long lookedAt = Long.MIN_VALUE;

  Drain(
      Loop loop,
      HashedAddress owner,
      Receiver receiver,
      Mailbox mailbox,
      DeliverySettings settings,
      Window window,
      Heard heard,
      ReadAhead ahead,
      Finds finds) {
    this.loop = loop;
    this.owner = owner;
    this.receiver = receiver;
    this.mailbox = mailbox;
    this.pageRows = settings.batchRows();
    this.pageBytes = settings.batchBytes();
    this.window = window;
    this.heard = heard;
    this.overtaken = new Overtaken(loop, heard, settings);
    this.ahead = ahead;
    this.finds = finds;
  }

  InboxState state() {
    return state;
  }

  /** Something came over the bus before the client knows that it is logged in. */
  void heardWhileOpening(Opening opening) {
    state = opening.hear();
  }

  /** The first page has been read. */
  void opened(MailboxPage mailboxPage) {
    if (state instanceof Opening opening) {
      state = opening.read(mailboxPage);
    }
  }

  /**
   * Starts to deliver. The first page is of no use where it has become stale, or the socket does
   * not take it.
   */
  void begin(Opening opening) {
    state = new Dormant();
    if (opening.hinted() || !receiver.isWritable()) {
      look();
    } else {
      opening.first().filter(MailboxPage::registered).ifPresent(this::showFirst);
    }
  }

  private void showFirst(MailboxPage mailboxPage) {
    Reading reading = new Reading(Backlog.UNKNOWN, false);
    state = reading;
    show(mailboxPage, reading);
  }

  /** Nothing waits, and what is being read is not for the next registration. */
  void sleep() {
    dropAhead();
    state = new Dormant();
    lastRead++;
    overtaken.clear();
  }

  void close() {
    dropAhead();
    state = new Closed();
    overtaken.clear();
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
    overtaken.nothingWaits(asOf);
  }

  /** Something may wait that no read has shown yet. */
  void look() {
    lookedAt = loop.millis();
    if (state instanceof Dormant) {
      read(Backlog.UNKNOWN);
    } else if (state instanceof Live) {
      read(Backlog.NONE);
    } else if (state instanceof Reading reading) {
      state = reading.hint();
    }
  }

  /** There may be credit, or room in the socket, again. */
  void readOn() {
    if (state instanceof Parked parked && isWorthIt(parked) && deliver(parked.ahead())) {
      dropAhead();
      read(parked.backlog(), parked.next());
    }
  }

  /** Not for each Ack by itself, where what is read cannot be kept. */
  private boolean isWorthIt(Parked parked) {
    return parked.ahead().hasNext() || ahead.hasRoom() || window.hasHalf();
  }

  private void read(Backlog backlog) {
    read(backlog, RowRange.ALL);
  }

  private void read(Backlog backlog, RowRange rowRange) {
    if (!receiver.isWritable() || (window.credit() == 0 && !ahead.hasRoom())) {
      state = new Parked(known(backlog), Collections.emptyIterator(), rowRange);
      return;
    }
    state = new Reading(backlog, false);
    int read = ++lastRead;
    page(rowRange).onComplete(answer -> answered(read, answer));
  }

  /** The first page of the mailbox. */
  Future<MailboxPage> firstPage() {
    return page(RowRange.ALL);
  }

  /** It may be more than the client takes just now: the rest is at hand when it has acked. */
  private Future<MailboxPage> page(RowRange rowRange) {
    readAt = loop.millis();
    lastSpan = rowRange;
    List<Long> known = new ArrayList<>(window.rowsAfter(rowRange.after()));
    overtaken.rows().filter(row -> row > rowRange.after()).forEach(known::add);
    return Attempt.of(() -> mailbox.read(owner, rowRange, known, pageRows, pageBytes, receiver));
  }

  /** There is a backlog. */
  private static Backlog known(Backlog backlog) {
    return backlog == Backlog.NONE ? Backlog.ANNOUNCED : backlog;
  }

  /** An answer that an unregistration has overtaken is not for the present registration. */
  private void answered(int read, AsyncResult<MailboxPage> answer) {
    if (read == lastRead && state instanceof Reading reading) {
      if (answer.succeeded()) {
        backoff.reset();
        show(answer.result(), reading);
      } else {
        overtaken.storeIsAway();
        retryLater(reading.backlog());
      }
      finds.readEnded(state);
    }
  }

  private void show(MailboxPage mailboxPage, Reading reading) {
    window.passOver(mailboxPage.unreadable());
    Iterator<WaitingMessage> messages = mailboxPage.messages().iterator();
    if (!deliver(messages)) {
      park(mailboxPage, messages, known(reading.backlog()));
    } else if (!mailboxPage.registered() && !reading.hinted()) {
      finds.notRegistered();
    } else if (mailboxPage.next().isPresent()) {
      read(known(reading.backlog()), mailboxPage.next().get());
    } else if (reading.hinted()) {
      read(Backlog.NONE);
    } else {
      heard.nothingWaits(readAt);
      overtaken.readThrough(readAt);
      state = new Live();
    }
  }

  private void park(MailboxPage mailboxPage, Iterator<WaitingMessage> rest, Backlog backlog) {
    if (ahead.hasRoom()) {
      kept = mailboxPage.messages().stream().mapToInt(message -> message.content().length()).sum();
      ahead.keep(kept);
      state = new Parked(backlog, rest, mailboxPage.next().orElse(RowRange.ALL));
    } else {
      state = new Parked(backlog, Collections.emptyIterator(), lastSpan);
    }
  }

  private void dropAhead() {
    ahead.drop(kept);
    kept = 0;
  }

  /** Delivers what the client and its socket take; says whether that was all. */
  private boolean deliver(Iterator<WaitingMessage> messages) {
    while (messages.hasNext() && window.credit() > 0 && receiver.isWritable()) {
      deliver(messages.next());
    }
    return !messages.hasNext();
  }

  private void deliver(WaitingMessage message) {
    Known known = window.find(message.id());
    if (known != null) {
      finds.isStored(known, message.row());
    } else if (!overtaken.passesOver(message)) {
      finds.unannounced();
      heard.delivered(message.id());
      int sequence = receiver.deliver(message.content());
      window.sentStored(sequence, message.id(), message.row(), message.content().length());
    }
  }

  private void retryLater(Backlog backlog) {
    state = new Retrying(backlog);
    loop.after(
        backoff.pause(),
        () -> {
          if (state instanceof Retrying retrying) {
            read(retrying.backlog());
          }
        });
  }
}
