package org.messagingserver.delivery;

import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Hint;
import org.messagingserver.delivery.ConsumerState.Closed;
import org.messagingserver.delivery.ConsumerState.Subscribing;
import org.messagingserver.delivery.ConsumerState.Unregistered;
import org.messagingserver.delivery.MailboxRead.FirstPage;
import org.messagingserver.delivery.UnackedWindow.Known;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxStatus;

/**
 * Brings one authenticated socket everything for its Address: what waits in the store, oldest
 * first, then what is handed over, each message once while the socket lives. The next login repeats
 * messages that the client did not ack, and none that it acked, even if it follows at once. {@link
 * ConsumerState} shows the machine; all of it runs on the socket's event loop.
 */
public final class MailboxConsumer {
  /**
   * When a fresh MailboxConsumer looks again: who found nobody a moment before it came does not
   * hint.
   */
  static final long SOON_MILLIS = 250;

  /** And once more: registrations elsewhere may lag, and then nobody is found a while longer. */
  private static final List<Long> LOOK_AGAIN_MILLIS = List.of(SOON_MILLIS, 1000L);

  /** How long one that is closed can tell others what is not deleted yet. */
  static final long FAREWELL_MILLIS = 1000;

  private final EventLoop eventLoop;
  private final HashedAddress owner;
  private final MessageSink messageSink;
  private final SiblingConsumers siblingConsumers;
  private final UUID question;
  private final DeliveryMeters meters;
  private final UnackedWindow unackedWindow;
  private final HighWaterMarks highWaterMarks = new HighWaterMarks();
  private final Acked acked;
  private final MailboxReader mailboxReader;
  private final LiveDelivery liveDelivery;
  private final BusRegistration busRegistration;

  MailboxConsumer(
      EventLoop eventLoop,
      HashedAddress owner,
      MessageSink messageSink,
      DeliveryBus bus,
      Mailbox mailbox,
      AckedMessageDeleter ackedMessageDeleter,
      ReceiptBatcher receiptBatcher,
      SiblingConsumers siblingConsumers,
      ReadAhead ahead,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.owner = owner;
    this.messageSink = messageSink;
    this.siblingConsumers = siblingConsumers;
    this.question = siblingConsumers.question();
    this.meters = meters;
    this.unackedWindow = new UnackedWindow(eventLoop, settings, meters);
    this.acked =
        new Acked(owner, unackedWindow, ackedMessageDeleter, receiptBatcher, this::deleted);
    this.mailboxReader =
        new MailboxReader(
            eventLoop,
            owner,
            messageSink,
            mailbox,
            settings,
            unackedWindow,
            highWaterMarks,
            ahead,
            new Finds());
    this.liveDelivery =
        new LiveDelivery(
            eventLoop, owner, messageSink, unackedWindow, highWaterMarks, receiptBatcher);
    this.busRegistration =
        new BusRegistration(eventLoop, () -> bus.subscribe(owner, this::heard), this::lookAgain);
  }

  HashedAddress owner() {
    return owner;
  }

  private ConsumerState state() {
    return mailboxReader.state();
  }

  boolean isClosed() {
    return state() instanceof Closed;
  }

  /** Whether it may deliver. */
  boolean isBegun() {
    return !(state() instanceof Subscribing || state() instanceof Closed);
  }

  BusRegistration place() {
    return busRegistration;
  }

  /** An event from the bus. */
  void heard(ConsumerEvent event) {
    if (event instanceof ConsumerEvent.Messages messages) {
      messages.handedOver().forEach(this::handedOver);
    } else if (event instanceof ConsumerEvent.Probe) {
      busRegistration.heardProbe();
    } else if (event instanceof ConsumerEvent.Question other) {
      asked(other.id());
    } else if (state() instanceof Subscribing subscribing) {
      mailboxReader.heardWhileSubscribing(subscribing);
    } else if (event instanceof ConsumerEvent.Stored stored) {
      hinted(stored.hints());
    } else if (event instanceof ConsumerEvent.Registered) {
      mailboxReader.look();
    } else if (event instanceof ConsumerEvent.Unregistered) {
      sleep();
    } else if (!isClosed()) {
      messageSink.keysLow();
    }
  }

  /** Another socket of the Address logs in: it is not to get what is acked. */
  private void asked(UUID other) {
    if (!other.equals(question)) {
      siblingConsumers.answer(owner, other, acked.undeleted());
      acked.hurry();
    }
  }

  /** Where the message before it is stored, its coming is as good as the hint, which was lost. */
  private void handedOver(HandedOver message) {
    if (!(state() instanceof Unregistered) && liveDelivery.needsRead(message)) {
      mailboxReader.look();
    }
    liveDelivery.offer(message, state());
  }

  private void hinted(List<Hint> hints) {
    boolean isNew = false;
    for (Hint hint : hints) {
      Known known = unackedWindow.find(hint.id());
      if (known == null) {
        highWaterMarks.waits(hint.id());
        isNew = true;
      } else {
        acked.isStored(known, hint.row());
      }
    }
    if (isNew) {
      mailboxReader.hinted();
    }
  }

  /**
   * Registers on the bus and reads the first that waits. Fails with {@link
   * ConsumerUnavailableException}.
   */
  Future<MailboxConsumer> open() {
    return busRegistration
        .take()
        .compose(taken -> firstPage())
        .onSuccess(mailboxReader::opened)
        .onFailure(away -> close())
        .transform(
            opened ->
                opened.succeeded() && !isClosed()
                    ? Future.succeededFuture(this)
                    : Future.failedFuture(new ConsumerUnavailableException()));
  }

  /** Reads once, when the other MailboxConsumers of the Address have said what is out of date. */
  private Future<FirstPage> firstPage() {
    return unlessClosed(() -> siblingConsumers.ask(owner, question))
        .compose(
            acked -> {
              acked.forEach(unackedWindow::ackedElsewhere);
              return unlessClosed(mailboxReader::firstPage);
            });
  }

  private <T> Future<T> unlessClosed(Supplier<Future<T>> step) {
    return isClosed() ? Future.failedFuture(new ConsumerUnavailableException()) : step.get();
  }

  /** Starts to deliver: the client knows that it is logged in. */
  public void begin() {
    if (state() instanceof Subscribing subscribing) {
      mailboxReader.begin(subscribing);
      LOOK_AGAIN_MILLIS.forEach(millis -> eventLoop.after(millis, this::lookAgain));
    }
  }

  private void lookAgain() {
    if (isBegun() && !(state() instanceof Unregistered)) {
      mailboxReader.look();
    }
  }

  /**
   * Takes the state of the device in the store, as the sweep found it. It may be late: later events
   * are newer.
   *
   * @param askedAt when the store was asked, in milliseconds of this event loop's clock
   */
  void swept(MailboxStatus mailboxStatus, long askedAt) {
    unackedWindow.forgetOldest();
    if (state() instanceof Subscribing) {
      return;
    }
    if (!mailboxStatus.waiting()) {
      mailboxReader.nothingWaits(askedAt);
    }
    if (!mailboxStatus.registered() && !mailboxReader.hasLookedSince(askedAt)) {
      sleep();
    } else if (mailboxStatus.registered()
        && (mailboxStatus.waiting() || state() instanceof Unregistered)) {
      mailboxReader.swept();
    }
  }

  /** The device was unregistered by this very socket: nothing of before comes behind its Ack. */
  public void unregistered() {
    sleep();
  }

  private void sleep() {
    if (!isClosed()) {
      mailboxReader.sleep();
      liveDelivery.giveUp(unackedWindow.clear());
    }
  }

  /** The client acked a sequence; one that is not in flight is ignored. */
  public void acked(int sequence) {
    if (acked.ack(sequence)) {
      mailboxReader.readOn();
    }
  }

  /** A row is gone: there may be credit again, or nothing left to stay for. */
  private void deleted() {
    mailboxReader.readOn();
    if (isClosed() && !unackedWindow.hasRows()) {
      busRegistration.leave();
    }
  }

  /** The socket takes more again. */
  public void writable() {
    mailboxReader.readOn();
  }

  /**
   * The socket is gone: nothing more is delivered, and what was acked is deleted at once. Until it
   * is, or for a second, other MailboxConsumers can ask about it.
   */
  public void close() {
    if (!isClosed()) {
      mailboxReader.close();
      liveDelivery.giveUp(unackedWindow.retire());
      acked.hurry();
      farewell();
    }
  }

  private void farewell() {
    if (unackedWindow.hasRows()) {
      eventLoop.after(FAREWELL_MILLIS, busRegistration::leave);
    } else {
      busRegistration.leave();
    }
  }

  private final class Finds implements MailboxReader.Finds {
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
      busRegistration.takeAgain();
    }

    @Override
    public void readEnded(ConsumerState state) {
      liveDelivery.readEnded(state);
    }

    @Override
    public void notRegistered() {
      sleep();
    }
  }
}
