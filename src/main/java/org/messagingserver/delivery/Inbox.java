package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.messagingserver.delivery.InboxEvent.HandedOver;
import org.messagingserver.delivery.InboxEvent.Hint;
import org.messagingserver.delivery.InboxState.Closed;
import org.messagingserver.delivery.InboxState.Dormant;
import org.messagingserver.delivery.InboxState.FirstPage;
import org.messagingserver.delivery.InboxState.Opening;
import org.messagingserver.delivery.Window.Known;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxStatus;

/**
 * Brings one authenticated socket everything for its Address: what waits in the store, oldest
 * first, then what is handed over, each message once while the socket lives. The next login repeats
 * messages that the client did not ack, and none that it acked, even if it follows at once. {@link
 * InboxState} shows the machine; all of it runs on the socket's event loop.
 */
public final class Inbox {
  /** When a fresh Inbox looks again: who found nobody a moment before it came does not hint. */
  static final long SOON_MILLIS = 250;

  /** And once more: registrations elsewhere may lag, and then nobody is found a while longer. */
  private static final List<Long> LOOK_AGAIN_MILLIS = List.of(SOON_MILLIS, 1000L);

  /** How long one that is closed can tell others what is not deleted yet. */
  static final long FAREWELL_MILLIS = 1000;

  private final Loop loop;
  private final HashedAddress owner;
  private final Receiver receiver;
  private final Siblings siblings;
  private final UUID question;
  private final DeliveryMeters meters;
  private final Window window;
  private final Heard heard = new Heard();
  private final Acked acked;
  private final Drain drain;
  private final HandOver handOver;
  private final Place place;

  Inbox(
      Loop loop,
      HashedAddress owner,
      Receiver receiver,
      DeliveryBus bus,
      Mailbox mailbox,
      Settlements settlements,
      Answers answers,
      Siblings siblings,
      ReadAhead ahead,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.loop = loop;
    this.owner = owner;
    this.receiver = receiver;
    this.siblings = siblings;
    this.question = siblings.question();
    this.meters = meters;
    this.window = new Window(loop, settings, meters);
    this.acked = new Acked(owner, window, settlements, answers, this::deleted);
    this.drain =
        new Drain(loop, owner, receiver, mailbox, settings, window, heard, ahead, new Finds());
    this.handOver = new HandOver(loop, owner, receiver, window, heard, answers);
    this.place = new Place(loop, () -> bus.subscribe(owner, this::heard), this::lookAgain);
  }

  HashedAddress owner() {
    return owner;
  }

  private InboxState state() {
    return drain.state();
  }

  boolean isClosed() {
    return state() instanceof Closed;
  }

  /** Whether it may deliver. */
  boolean isBegun() {
    return !(state() instanceof Opening || state() instanceof Closed);
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
    } else if (event instanceof InboxEvent.Question other) {
      asked(other.id());
    } else if (state() instanceof Opening opening) {
      drain.heardWhileOpening(opening);
    } else if (event instanceof InboxEvent.Stored stored) {
      hinted(stored.hints());
    } else if (event instanceof InboxEvent.Registered) {
      drain.look();
    } else if (event instanceof InboxEvent.Unregistered) {
      sleep();
    } else if (!isClosed()) {
      receiver.keysLow();
    }
  }

  /** Another socket of the Address logs in: it is not to get what is acked. */
  private void asked(UUID other) {
    if (!other.equals(question)) {
      siblings.answer(owner, other, acked.undeleted());
      acked.hurry();
    }
  }

  /** Where the message before it is stored, its coming is as good as the hint, which was lost. */
  private void handedOver(HandedOver message) {
    if (!(state() instanceof Dormant) && handOver.needsRead(message)) {
      drain.look();
    }
    handOver.offer(message, state());
  }

  private void hinted(List<Hint> hints) {
    boolean isNew = false;
    for (Hint hint : hints) {
      Known known = window.find(hint.id());
      if (known == null) {
        heard.waits(hint.id());
        isNew = true;
      } else {
        acked.isStored(known, hint.row());
      }
    }
    if (isNew) {
      drain.hinted();
    }
  }

  /**
   * Registers on the bus and reads the first that waits. Fails with {@link
   * InboxUnavailableException}.
   */
  Future<Inbox> open() {
    return place
        .take()
        .compose(taken -> firstPage())
        .onSuccess(drain::opened)
        .onFailure(away -> close())
        .transform(
            opened ->
                opened.succeeded() && !isClosed()
                    ? Future.succeededFuture(this)
                    : Future.failedFuture(new InboxUnavailableException()));
  }

  /** Reads once, when the other Inboxes of the Address have said what is out of date. */
  private Future<FirstPage> firstPage() {
    return unlessClosed(() -> siblings.ask(owner, question))
        .compose(
            acked -> {
              acked.forEach(window::ackedElsewhere);
              return unlessClosed(drain::firstPage);
            });
  }

  private <T> Future<T> unlessClosed(Supplier<Future<T>> step) {
    return isClosed() ? Future.failedFuture(new InboxUnavailableException()) : step.get();
  }

  /** Starts to deliver: the client knows that it is logged in. */
  public void begin() {
    if (state() instanceof Opening opening) {
      drain.begin(opening);
      LOOK_AGAIN_MILLIS.forEach(millis -> loop.after(millis, this::lookAgain));
    }
  }

  private void lookAgain() {
    if (isBegun() && !(state() instanceof Dormant)) {
      drain.look();
    }
  }

  /**
   * Takes the state of the device in the store, as the sweep found it. It may be late: later events
   * are newer.
   *
   * @param askedAt when the store was asked, in milliseconds of this event loop's clock
   */
  void swept(MailboxStatus mailboxStatus, long askedAt) {
    window.forgetOldest();
    if (state() instanceof Opening) {
      return;
    }
    if (!mailboxStatus.waiting()) {
      drain.nothingWaits(askedAt);
    }
    if (!mailboxStatus.registered() && !drain.hasLookedSince(askedAt)) {
      sleep();
    } else if (mailboxStatus.registered()
        && (mailboxStatus.waiting() || state() instanceof Dormant)) {
      drain.swept();
    }
  }

  /** The device was unregistered by this very socket: nothing of before comes behind its Ack. */
  public void unregistered() {
    sleep();
  }

  private void sleep() {
    if (!isClosed()) {
      drain.sleep();
      handOver.giveUp(window.clear());
    }
  }

  /** The client acked a sequence; one that is not in flight is ignored. */
  public void acked(int sequence) {
    if (acked.ack(sequence)) {
      drain.readOn();
    }
  }

  /** A row is gone: there may be credit again, or nothing left to stay for. */
  private void deleted() {
    drain.readOn();
    if (isClosed() && !window.hasRows()) {
      place.leave();
    }
  }

  /** The socket takes more again. */
  public void writable() {
    drain.readOn();
  }

  /**
   * The socket is gone: nothing more is delivered, and what was acked is deleted at once. Until it
   * is, or for a second, other Inboxes can ask about it.
   */
  public void close() {
    if (!isClosed()) {
      drain.close();
      handOver.giveUp(window.retire());
      acked.hurry();
      farewell();
    }
  }

  private void farewell() {
    if (window.hasRows()) {
      loop.after(FAREWELL_MILLIS, place::leave);
    } else {
      place.leave();
    }
  }

  private final class Finds implements Drain.Finds {
    @Override
    public void isStored(Known known, long row) {
      acked.isStored(known, row);
    }

    /**
     * The hint for a message that only the sweep found was lost: others may not find the
     * registration.
     */
    @Override
    public void unannounced() {
      meters.sweepFound();
      place.takeAgain();
    }

    @Override
    public void readEnded(InboxState state) {
      handOver.readEnded(state);
    }

    @Override
    public void notRegistered() {
      sleep();
    }
  }
}
