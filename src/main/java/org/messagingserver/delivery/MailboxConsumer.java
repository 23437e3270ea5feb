package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.delivery.ConsumerEvent.OnlineOnly;
import org.messagingserver.delivery.ConsumerState.Closed;
import org.messagingserver.delivery.ConsumerState.Subscribing;
import org.messagingserver.delivery.ConsumerState.Unregistered;
import org.messagingserver.delivery.MailboxRead.FirstPage;
import org.messagingserver.delivery.UnackedWindow.TrackedMessage;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.DeviceAdmission;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxStatus;

/**
 * Brings one authenticated socket everything for its Address: what waits in the store, oldest
 * first, then what is handed over, each message once while the socket lives. The next login repeats
 * messages that the client did not ack, and none that it acked, even if it follows at once, except
 * those that were just being stored or handed over elsewhere. {@link ConsumerState} shows the
 * machine; all of it runs on the socket's event loop.
 */
public final class MailboxConsumer {
  /**
   * When a fresh MailboxConsumer reads again: a Dispatcher that found nobody a moment before it
   * came sends no notification.
   */
  static final long FIRST_RECHECK_MILLIS = 250;

  /** And once more: registrations elsewhere may lag, and then nobody is found a while longer. */
  static final long LAST_RECHECK_MILLIS = 1000;

  /** Messages for another registration that are remembered at least. */
  private static final int STALE_REMEMBERED = 1024;

  /** How long a closed one still answers which acked messages are being deleted. */
  static final long LINGER_MILLIS = 1000;

  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final HashedAddress owner;
  private final MessageSink messageSink;
  private final SiblingConsumers siblingConsumers;
  private final UUID query;
  private final DeliveryMeters meters;
  private final UnackedWindow unackedWindow;
  private final HighWaterMarks highWaterMarks = new HighWaterMarks();
  private final AckHandler ackHandler;
  private final MailboxReader mailboxReader;
  private final LiveDelivery liveDelivery;
  private final OnlineOnlyDelivery onlineOnlyDelivery;
  private final KnownRegistration knownRegistration = new KnownRegistration();
  private final KnownAdmission knownAdmission = new KnownAdmission();
  private final Handler<ConsumerEvent> handler = this::receive;
  private final BusRegistration busRegistration;
  private final DrainNotifier drainNotifier;
  private final long siblingMillis;
  private final long handoffMillis;
  private boolean hasHadSiblings;
  private long openedAt = Long.MAX_VALUE;

  MailboxConsumer(
      EventLoop eventLoop,
      HashedAddress owner,
      MessageSink messageSink,
      DeliveryBus bus,
      Mailbox mailbox,
      AckedMessageDeleter ackedMessageDeleter,
      ReceiptBatcher receiptBatcher,
      SiblingConsumers siblingConsumers,
      ReadAhead readAhead,
      AckWatch ackWatch,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.owner = owner;
    this.messageSink = messageSink;
    this.siblingConsumers = siblingConsumers;
    this.query = siblingConsumers.newQuery();
    this.meters = meters;
    this.unackedWindow =
        new UnackedWindow(eventLoop, settings, ackWatch, messageSink::probe, meters);
    this.ackHandler =
        new AckHandler(
            owner,
            unackedWindow,
            ackedMessageDeleter,
            receiptBatcher,
            this::hasSiblings,
            settings.maxInFlight(),
            this::deleted);
    this.siblingMillis = settings.siblingDelay().toMillis();
    this.handoffMillis = settings.handoffTimeout().toMillis();
    this.mailboxReader =
        new MailboxReader(
            eventLoop,
            owner,
            messageSink,
            mailbox,
            settings,
            unackedWindow,
            highWaterMarks,
            readAhead,
            new ReadListener());
    this.liveDelivery =
        new LiveDelivery(
            eventLoop,
            owner,
            messageSink,
            unackedWindow,
            highWaterMarks,
            receiptBatcher,
            knownRegistration,
            knownAdmission,
            query,
            new RecentlyAckedIds(STALE_REMEMBERED, settings.ackMemory().toMillis()),
            this::hasSiblings);
    this.onlineOnlyDelivery =
        new OnlineOnlyDelivery(
            eventLoop,
            messageSink,
            unackedWindow,
            knownRegistration,
            knownAdmission,
            handoffMillis,
            meters);
    this.busRegistration =
        new BusRegistration(eventLoop, () -> bus.subscribe(owner, handler), this::recheck);
    this.drainNotifier =
        new DrainNotifier(
            eventLoop,
            unackedWindow::hasUnackedUpTo,
            mailboxReader::skipsUpTo,
            () -> recheck(mailboxReader::requestCompleteRead),
            messageSink::drained);
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
  boolean isStarted() {
    return !(state() instanceof Subscribing || state() instanceof Closed);
  }

  /** Compares its registration with what others find. */
  void verifyRegistration() {
    bus.verify(owner);
  }

  /** An event from the bus. */
  void receive(ConsumerEvent event) {
    if (event instanceof ConsumerEvent.Messages messages) {
      messages.handedOver().forEach(this::handedOver);
    } else if (event instanceof ConsumerEvent.OnlineOnly message) {
      onlineOnly(message);
    } else if (event instanceof ConsumerEvent.AckQuery other) {
      answerQuery(other.id());
    } else if (event instanceof ConsumerEvent.RegisteredAs as && isReplacedBy(as)) {
      messageSink.replaced();
    } else if (state() instanceof Subscribing subscribing) {
      mailboxReader.notifiedWhileSubscribing(subscribing);
    } else if (event instanceof ConsumerEvent.Stored stored) {
      notified(stored.notifications());
    } else if (event instanceof ConsumerEvent.RegisteredAs as) {
      knownRegistration.update(Optional.of(as.registration()));
      if (as.admissionChanged()) {
        knownAdmission.changed();
      }
      mailboxReader.requestRead();
    } else if (event instanceof ConsumerEvent.Unregistered) {
      unregister();
    } else if (!isClosed()) {
      messageSink.keysLow();
    }
  }

  /** One that is logging in reads the new registration. */
  private boolean isReplacedBy(ConsumerEvent.RegisteredAs event) {
    return isStarted()
        && !event.by().equals(query)
        && (knownRegistration.isKnown()
            ? knownRegistration.differsFrom(Optional.of(event.registration()))
            : event.replaced());
  }

  /**
   * Tells the MailboxConsumers of the Address that its socket has registered the device. A read
   * under way may show whom the device admitted before, and the bus may lose the event.
   */
  void announceRegistered(
      HashedRegistration registration, boolean replaced, boolean admissionChanged) {
    if (admissionChanged) {
      knownAdmission.changed();
      mailboxReader.requestRead();
    }
    bus.publish(
        owner, new ConsumerEvent.RegisteredAs(registration, replaced, admissionChanged, query));
  }

  /** Another socket of the Address logs in: it is not to get what is acked. */
  private void answerQuery(UUID other) {
    if (!other.equals(query)) {
      hasHadSiblings = true;
      siblingConsumers.reply(owner, other, ackHandler.undeleted());
      ackHandler.flush();
    }
  }

  /** Where the message before it is stored, it serves as the notification, which was lost. */
  private void handedOver(HandedOver message) {
    if (!(state() instanceof Unregistered) && liveDelivery.needsRead(message)) {
      mailboxReader.requestRead();
    }
    liveDelivery.offer(message, state());
  }

  private void onlineOnly(OnlineOnly message) {
    if (isStarted() && !(state() instanceof Unregistered)) {
      onlineOnlyDelivery.offer(message);
    }
  }

  private void notified(List<Notification> notifications) {
    boolean isNew = false;
    for (Notification notification : notifications) {
      TrackedMessage tracked = unackedWindow.find(notification.id());
      if (tracked == null) {
        highWaterMarks.stored(notification.id());
        isNew = true;
      } else {
        ackHandler.rowFound(tracked, notification.row());
      }
    }
    if (isNew) {
      mailboxReader.notified();
    }
  }

  /**
   * Registers on the bus and reads the first that waits. Fails with {@link
   * ConsumerUnavailableException}.
   */
  Future<MailboxConsumer> open() {
    return busRegistration
        .register()
        .compose(taken -> firstPage())
        .onSuccess(mailboxReader::firstPageRead)
        .onSuccess(first -> drainNotifier.loginRead(first.page()))
        .onFailure(away -> close())
        .transform(
            opened ->
                opened.succeeded() && !isClosed()
                    ? Future.succeededFuture(this)
                    : Future.failedFuture(new ConsumerUnavailableException()));
  }

  /** Reads once, when the other MailboxConsumers of the Address have said what is out of date. */
  private Future<FirstPage> firstPage() {
    return unlessClosed(() -> siblingConsumers.query(owner, query))
        .compose(
            siblings -> {
              hasHadSiblings |= siblings.exist();
              openedAt = eventLoop.millis();
              siblings.acked().forEach(unackedWindow::ackedElsewhere);
              return unlessClosed(mailboxReader::firstPage);
            });
  }

  /**
   * Whether other sockets of the Address may be open: one that has logged in since would have
   * asked. A socket that has had one is not alone again until its next login.
   */
  private boolean hasSiblings() {
    return hasHadSiblings || siblingConsumers.mayHaveMissed(openedAt);
  }

  private <T> Future<T> unlessClosed(Supplier<Future<T>> step) {
    return isClosed() ? Future.failedFuture(new ConsumerUnavailableException()) : step.get();
  }

  /**
   * Starts to deliver: the client knows that it is logged in.
   *
   * @param reportDrained whether it wants to know when all that waits now is acked
   */
  public void start(boolean reportDrained) {
    if (state() instanceof Subscribing subscribing) {
      if (reportDrained) {
        drainNotifier.request();
      }
      mailboxReader.start(subscribing);
      eventLoop.after(FIRST_RECHECK_MILLIS, this::recheck);
      eventLoop.after(LAST_RECHECK_MILLIS, this::lastRecheck);
    }
  }

  private void lastRecheck() {
    if (isStarted()) {
      drainNotifier.looked(eventLoop.millis());
      recheck();
    }
  }

  private void recheck() {
    recheck(mailboxReader::recheck);
  }

  private void recheck(Runnable read) {
    if (isStarted() && !(state() instanceof Unregistered)) {
      read.run();
    }
  }

  /**
   * Takes the state of the device in the store, as the sweep found it. It may be late: later events
   * are newer.
   *
   * @param askedAt when the store was asked, in milliseconds of this event loop's clock
   */
  void reconciled(MailboxStatus mailboxStatus, long askedAt) {
    unackedWindow.forgetOldest();
    liveDelivery.forgetOldest();
    if (state() instanceof Subscribing) {
      return;
    }
    if (!mailboxStatus.waiting()) {
      mailboxReader.mailboxEmpty(askedAt);
      drainNotifier.readThrough(askedAt);
    }
    if (!mailboxReader.hasRequestedReadSince(askedAt)) {
      knownAdmission.update(mailboxStatus.admission());
    }
    if (!mailboxStatus.registered() && !mailboxReader.hasRequestedReadSince(askedAt)) {
      unregister();
    } else if (mailboxStatus.registered()
        && (mailboxStatus.waiting() || state() instanceof Unregistered)) {
      mailboxReader.reconciled();
    }
  }

  /** The device was unregistered by this very socket: nothing of before comes behind its Ack. */
  public void unregistered() {
    unregister();
  }

  private void unregister() {
    if (!isClosed()) {
      knownRegistration.update(Optional.empty());
      mailboxReader.unregister();
      liveDelivery.declineAll(unackedWindow.clear());
      drainNotifier.unregistered();
    }
  }

  /** The client acked a sequence; one that is not in flight is ignored. */
  public void acked(int sequence) {
    if (ackHandler.ack(sequence)) {
      takeMore();
      drainNotifier.acked();
    } else {
      onlineOnlyDelivery.acked(sequence);
    }
  }

  /** A row is gone: there may be credit again, or nothing left to stay for. */
  private void deleted() {
    takeMore();
    if (isClosed() && !isToLinger()) {
      leaveBus();
    }
  }

  /** Others may ask what it has acked, or count it among those who may have delivered a message. */
  private boolean isToLinger() {
    return unackedWindow.hasRows() || countedMillis() > 0;
  }

  /** The socket takes more again. */
  public void writable() {
    takeMore();
  }

  /** Messages that have been read go first: they are older. */
  private void takeMore() {
    mailboxReader.resumeRead();
    liveDelivery.creditRegained(state());
  }

  /**
   * The socket is gone: nothing more is delivered, and what was acked is deleted, at once where no
   * other socket may have to read it. Until it is, or for a second longer than that takes, other
   * MailboxConsumers can ask about it, and Dispatchers count it.
   */
  public void close() {
    if (!isClosed()) {
      mailboxReader.close();
      liveDelivery.declineAll(unackedWindow.forgetUnacked());
      ackHandler.flush();
      linger();
    }
  }

  private void linger() {
    if (isToLinger()) {
      eventLoop.after(
          LINGER_MILLIS + Math.max(countedMillis(), hasSiblings() ? siblingMillis : 0),
          this::leaveBus);
    } else {
      leaveBus();
    }
  }

  private void leaveBus() {
    busRegistration.close();
    bus.unsubscribe(owner, handler);
  }

  /** How long a Dispatcher may have to count it, if any. */
  private long countedMillis() {
    long now = eventLoop.millis();
    return liveDelivery.hasDeliveredForRegistrationSince(now - handoffMillis) ? handoffMillis : 0;
  }

  private final class ReadListener implements MailboxReader.Listener {
    @Override
    public void rowFound(TrackedMessage tracked, long row) {
      ackHandler.rowFound(tracked, row);
    }

    /**
     * The notification for a message that only the sweep found was lost: others may not find the
     * registration.
     */
    @Override
    public void missedNotification() {
      meters.sweepRecovered();
      bus.verify(owner);
    }

    @Override
    public void readThrough(long asOf) {
      drainNotifier.readThrough(asOf);
    }

    @Override
    public void readEnded(ConsumerState state) {
      liveDelivery.readEnded(state);
    }

    @Override
    public void notRegistered() {
      unregister();
    }

    @Override
    public void registrationFound(Optional<HashedRegistration> registration) {
      knownRegistration.update(registration);
    }

    @Override
    public void admissionFound(Optional<DeviceAdmission> admission) {
      knownAdmission.update(admission);
    }
  }
}
