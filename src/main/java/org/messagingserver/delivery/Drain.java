package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.messagingserver.delivery.InboxState.Cause;
import org.messagingserver.delivery.InboxState.Dormant;
import org.messagingserver.delivery.InboxState.FirstPage;
import org.messagingserver.delivery.InboxState.Live;
import org.messagingserver.delivery.InboxState.Opening;
import org.messagingserver.delivery.InboxState.Parked;
import org.messagingserver.delivery.InboxState.Read;
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

    /** A message that no hint announced: only the first since the sweep found it. */
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

  private void become(InboxState next) {
    ahead.change(next.kept() - state.kept());
    state = next;
  }

  /** Something came over the bus before the client knows that it is logged in. */
  void heardWhileOpening(Opening opening) {
    become(opening.hear());
  }

  /** The first page has been read. */
  void opened(FirstPage page) {
    if (state instanceof Opening opening) {
      become(opening.opened(page));
    }
  }

  /**
   * Starts to deliver. The first page is of no use where it has become stale, or the socket does
   * not take it.
   */
  void begin(Opening opening) {
    Optional<FirstPage> first = opening.first().filter(page -> page.page().registered());
    if (opening.hinted() || !receiver.isWritable()) {
      become(opening.sleep());
      look();
    } else if (first.isPresent()) {
      become(opening.show(first.get()));
      show(first.get().page(), first.get().read());
    } else {
      become(opening.sleep());
    }
  }

  /** Nothing waits, and what is being read is not for the next registration. */
  void sleep() {
    become(state.sleep());
    overtaken.clear();
  }

  void close() {
    become(state.close());
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
    lookedAt = loop.millis();
    if (state instanceof Dormant || state instanceof Live) {
      read(RowRange.ALL, cause);
    } else if (state instanceof Reading reading) {
      become(reading.hint());
    }
  }

  /** There may be credit, or room in the socket, again. */
  void readOn() {
    if (state instanceof Parked parked
        && isWorthIt(parked)
        && deliver(parked.ahead())
        && state instanceof Parked delivered) {
      become(delivered.delivered());
      read(delivered.next());
    }
  }

  /** Not for each Ack by itself, where what is read cannot be kept. */
  private boolean isWorthIt(Parked parked) {
    return parked.ahead().hasNext() || ahead.hasRoom() || window.hasHalf();
  }

  private void read(RowRange range) {
    read(range, Cause.EVENT);
  }

  private void read(RowRange range, Cause why) {
    if (!receiver.isWritable() || (window.credit() == 0 && !ahead.hasRoom())) {
      become(state.park(range, why));
      return;
    }
    Read read = new Read(range, loop.millis());
    become(state.read(read, why));
    page(read).onComplete(answer -> answered(read, answer));
  }

  /** The first page of the mailbox. */
  Future<FirstPage> firstPage() {
    Read read = new Read(RowRange.ALL, loop.millis());
    return page(read).map(page -> new FirstPage(page, read));
  }

  /** It may be more than the client takes just now: the rest is at hand when it has acked. */
  private Future<MailboxPage> page(Read read) {
    long after = read.range.after();
    List<Long> known = new ArrayList<>(window.rowsAfter(after));
    overtaken.rows().filter(row -> row > after).forEach(known::add);
    return Attempt.of(() -> mailbox.read(owner, read.range, known, pageRows, pageBytes, receiver));
  }

  /** An answer that an unregistration has overtaken is not for the present registration. */
  private void answered(Read read, AsyncResult<MailboxPage> answer) {
    if (state instanceof Reading reading && reading.read() == read) {
      if (answer.succeeded()) {
        backoff.reset();
        show(answer.result(), read);
      } else {
        overtaken.storeIsAway();
        retryLater(reading);
      }
      finds.readEnded(state);
    }
  }

  private void show(MailboxPage page, Read read) {
    window.passOver(page.unreadable());
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
      heard.nothingWaits(read.began);
      overtaken.readThrough(read.began);
      become(reading.live());
    }
  }

  private Parked park(Reading reading, MailboxPage page, Iterator<WaitingMessage> rest) {
    if (ahead.hasRoom()) {
      int kept = page.messages().stream().mapToInt(message -> message.content().length()).sum();
      return reading.park(rest, page.next().orElse(RowRange.ALL), kept);
    }
    return reading.park(reading.read().range, reading.cause());
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
      find();
      heard.delivered(message.id());
      int sequence = receiver.deliver(message.content());
      window.sentStored(sequence, message.id(), message.row(), message.content().length());
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
    loop.after(
        backoff.pause(),
        () -> {
          if (state instanceof Retrying) {
            read(RowRange.ALL);
          }
        });
  }
}
