package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.messagingserver.delivery.InboxEvent.HandedOver;
import org.messagingserver.delivery.InboxEvent.Hint;
import org.messagingserver.delivery.InboxState.Backlog;
import org.messagingserver.delivery.InboxState.Closed;
import org.messagingserver.delivery.InboxState.Dormant;
import org.messagingserver.delivery.InboxState.Live;
import org.messagingserver.delivery.InboxState.Opening;
import org.messagingserver.delivery.InboxState.Parked;
import org.messagingserver.delivery.InboxState.Reading;
import org.messagingserver.delivery.InboxState.Retrying;
import org.messagingserver.delivery.Window.Known;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.Page;
import org.messagingserver.mailbox.SettledRow;
import org.messagingserver.mailbox.Span;
import org.messagingserver.mailbox.Survey;
import org.messagingserver.mailbox.WaitingMessage;
import org.messagingserver.vault.HashedAddress;

/**
 * Brings one authenticated socket everything for its Address: what waits in the store, oldest
 * first, then what is handed over, each message once while the socket lives. What the client does
 * not ack comes again with the next login. {@link InboxState} shows the machine; all of it runs on
 * the socket's event loop.
 */
public final class Inbox {
  /** When a fresh Inbox looks again: who found nobody a moment before it came does not hint. */
  static final long SOON_MILLIS = 250;

  /** And once more: registrations elsewhere may lag, and then nobody is found a while longer. */
  private static final List<Long> LOOK_AGAIN_MILLIS = List.of(SOON_MILLIS, 1000L);

  private final Loop loop;
  private final HashedAddress owner;
  private final Receiver receiver;
  private final Mailbox mailbox;
  private final Settlements settlements;
  private final Answers answers;
  private final int pageRows;
  private final int pageBytes;
  private final DeliveryMeters meters;
  private final Window window;
  private final Heard heard = new Heard();
  private final HandOver handOver;
  private final Place place;
  private final Backoff backoff = new Backoff();
  private InboxState state = new Opening(false, Optional.empty());
  private boolean unannounced;
  private int lastRead;
  private long readAt;
  private long lookedAt = Long.MIN_VALUE;

  Inbox(
      Loop loop,
      HashedAddress owner,
      Receiver receiver,
      DeliveryBus bus,
      Mailbox mailbox,
      Settlements settlements,
      Answers answers,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.loop = loop;
    this.owner = owner;
    this.receiver = receiver;
    this.mailbox = mailbox;
    this.settlements = settlements;
    this.answers = answers;
    this.pageRows = settings.batchRows();
    this.pageBytes = settings.batchBytes();
    this.meters = meters;
    this.window = new Window(loop, settings, meters);
    this.handOver = new HandOver(loop, owner, receiver, window, heard, answers);
    this.place = new Place(loop, () -> bus.subscribe(owner, this::heard), this::lookAgain);
  }

  HashedAddress owner() {
    return owner;
  }

  boolean isClosed() {
    return state instanceof Closed;
  }

  /** Whether it may deliver. */
  boolean isBegun() {
    return !(state instanceof Opening || state instanceof Closed);
  }

  Place place() {
    return place;
  }

  /** An event from the bus. */
  void heard(InboxEvent event) {
    if (event instanceof InboxEvent.Messages messages) {
      messages.handedOver().forEach(this::handedOver);
    } else if (event instanceof InboxEvent.Probe) {
      place.heardProbe();
    } else if (state instanceof Opening opening) {
      state = opening.hear();
    } else if (event instanceof InboxEvent.Stored stored) {
      hinted(stored.hints());
    } else if (event instanceof InboxEvent.Registered) {
      look();
    } else if (event instanceof InboxEvent.Unregistered) {
      sleep();
    } else if (!(state instanceof Closed)) {
      receiver.keysLow();
    }
  }

  /** Where the message before it is stored, its coming is as good as the hint, which was lost. */
  private void handedOver(HandedOver message) {
    if (!(state instanceof Dormant) && handOver.needsRead(message)) {
      look();
    }
    handOver.offer(message, state);
  }

  private void hinted(List<Hint> hints) {
    boolean isNew = false;
    for (Hint hint : hints) {
      Known known = window.find(hint.id());
      if (known == null) {
        heard.waits(hint.id());
        isNew = true;
        unannounced = false;
      } else {
        isStored(known, hint.row());
      }
    }
    if (isNew) {
      look();
    }
  }

  /** A known message is in the store too: its row goes with its Ack. */
  private void isStored(Known known, long row) {
    if (window.foundRow(known, row) && known.isAcked()) {
      delete(known);
    }
  }

  /**
   * Takes its place on the bus and reads the first that waits. Fails with {@link
   * InboxUnavailableException}.
   */
  Future<Inbox> open() {
    return place
        .take()
        .compose(taken -> page(Span.ALL))
        .onSuccess(this::opened)
        .onFailure(away -> close())
        .transform(
            opened ->
                opened.succeeded()
                    ? Future.succeededFuture(this)
                    : Future.failedFuture(new InboxUnavailableException()));
  }

  private void opened(Page page) {
    if (state instanceof Opening opening) {
      state = opening.read(page);
    }
  }

  /**
   * Starts to deliver: the client has been told that it is logged in. The first page is of no use
   * where it has become stale, or the socket does not take it.
   */
  public void begin() {
    if (state instanceof Opening opening) {
      state = new Dormant();
      if (opening.hinted() || !receiver.isWritable()) {
        look();
      } else {
        opening.first().filter(Page::registered).ifPresent(this::showFirst);
      }
      LOOK_AGAIN_MILLIS.forEach(millis -> loop.after(millis, this::lookAgain));
    }
  }

  private void showFirst(Page page) {
    Reading reading = new Reading(Backlog.UNKNOWN, false);
    state = reading;
    show(page, reading);
  }

  private void lookAgain() {
    if (isBegun() && !(state instanceof Dormant)) {
      look();
    }
  }

  /**
   * What the store says of the device when the sweep comes round. It may be late: what was heard
   * since is newer.
   *
   * @param askedAt when the store was asked, in milliseconds of this event loop's clock
   */
  void swept(Survey survey, long askedAt) {
    window.forgetOldest();
    if (state instanceof Opening) {
      return;
    }
    if (!survey.registered() && lookedAt < askedAt) {
      sleep();
    } else if (survey.registered() && (survey.waiting() || state instanceof Dormant)) {
      unannounced = state instanceof Live;
      look();
    }
  }

  /** The device was unregistered by this very socket: nothing of before comes behind its Ack. */
  public void unregistered() {
    sleep();
  }

  private void sleep() {
    if (!(state instanceof Closed)) {
      state = new Dormant();
      lastRead++;
      handOver.giveUp();
    }
  }

  /** Something may wait that no read has shown yet. */
  private void look() {
    lookedAt = loop.millis();
    if (state instanceof Dormant) {
      read(Backlog.UNKNOWN);
    } else if (state instanceof Live) {
      read(Backlog.NONE);
    } else if (state instanceof Reading reading) {
      state = reading.hint();
    }
  }

  /** The client acked a sequence; one that is not in flight is ignored. */
  public void acked(int sequence) {
    Known message = window.acked(sequence);
    if (message == null) {
      return;
    }
    if (message.handedOver) {
      answers.settled(owner, message.id);
    }
    if (message.hasRow()) {
      delete(message);
    }
    readOn();
  }

  private void delete(Known message) {
    long row = message.row();
    settlements
        .settle(new SettledRow(owner, row, message.id))
        .onSuccess(
            gone -> {
              window.deleted(message, row);
              readOn();
            });
  }

  /** The socket takes more again. */
  public void writable() {
    readOn();
  }

  private void readOn() {
    if (state instanceof Parked parked && deliver(parked.ahead())) {
      read(parked.backlog(), parked.next());
    }
  }

  private void read(Backlog backlog) {
    read(backlog, Span.ALL);
  }

  private void read(Backlog backlog, Span span) {
    if (!receiver.isWritable()) {
      state = new Parked(known(backlog), Collections.emptyIterator(), span);
      return;
    }
    state = new Reading(backlog, false);
    int read = ++lastRead;
    page(span).onComplete(answer -> answered(read, answer));
  }

  /** It may be more than the client takes just now: the rest is at hand when it has acked. */
  private Future<Page> page(Span span) {
    readAt = loop.millis();
    return mailbox.read(owner, span, window.rowsAfter(span.after()), pageRows, pageBytes);
  }

  /** There is a backlog. */
  private static Backlog known(Backlog backlog) {
    return backlog == Backlog.NONE ? Backlog.ANNOUNCED : backlog;
  }

  /** An answer that an unregistration has overtaken is not for the present registration. */
  private void answered(int read, AsyncResult<Page> answer) {
    if (read == lastRead && state instanceof Reading reading) {
      if (answer.succeeded()) {
        backoff.reset();
        show(answer.result(), reading);
      } else {
        retryLater(reading.backlog());
      }
      handOver.readEnded(state);
    }
  }

  private void show(Page page, Reading reading) {
    window.passOver(page.unreadable());
    Iterator<WaitingMessage> messages = page.messages().iterator();
    if (!deliver(messages)) {
      state = new Parked(known(reading.backlog()), messages, page.next().orElse(Span.ALL));
      return;
    }
    unannounced = false;
    if (!page.registered() && !reading.hinted()) {
      sleep();
    } else if (page.next().isPresent()) {
      read(known(reading.backlog()), page.next().get());
    } else if (reading.hinted()) {
      read(Backlog.NONE);
    } else {
      heard.nothingWaits(readAt);
      state = new Live();
    }
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
    if (known == null) {
      missHint();
      heard.delivered(message.id());
      int sequence = receiver.deliver(message.content());
      window.sentStored(sequence, message.id(), message.row(), message.content().length());
    } else {
      isStored(known, message.row());
    }
  }

  /** What the sweep alone has found was hinted at in vain: others may not find the place. */
  private void missHint() {
    if (unannounced) {
      unannounced = false;
      meters.sweepFound();
      place.takeAgain();
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

  /** The socket is gone: nothing more is delivered, and what was acked is deleted at once. */
  public void close() {
    if (!(state instanceof Closed)) {
      state = new Closed();
      handOver.giveUp();
      settlements.flush();
      place.leave();
    }
  }
}
