package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.messagingserver.directory.Directory;
import org.messagingserver.directory.Place;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.protocol.Address;

/**
 * All that one event loop's Sessions need to send and to receive: its Dispatcher, its
 * MailboxConsumers, and its registration on the bus. To be made and used on that event loop.
 */
public final class DeliveryService {
  private final EventLoop eventLoop;
  private final Mailbox mailbox;
  private final Encryption encryption;
  private final DeliverySettings settings;
  private final DeliveryMeters meters;
  private final VertxLoopBus loopBus;
  private final DirectoryBus bus;
  private final Dispatcher dispatcher;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final ReceiptBatcher receiptBatcher;
  private final ReadAhead readAhead;
  private final AckWatch ackWatch;
  private final Set<MailboxConsumer> consumers = new LinkedHashSet<>();
  private final MailboxSweep mailboxSweep;
  private final Optional<RegistrationProber> registrationProber;

  public DeliveryService(
      Vertx vertx,
      Mailbox mailbox,
      Encryption encryption,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.eventLoop = new VertxEventLoop(vertx);
    this.mailbox = mailbox;
    this.encryption = encryption;
    this.settings = settings;
    this.meters = meters;
    this.readAhead = new ReadAhead(settings.readAheadBytes());
    this.ackWatch = new AckWatch(eventLoop, settings);
    this.loopBus = new VertxLoopBus(vertx, eventLoop, meters);
    Place place = Directory.place(vertx);
    this.bus =
        new DirectoryBus(
            eventLoop,
            loopBus,
            Directory.map(vertx, place),
            place,
            settings.handoffTimeout().toMillis(),
            meters);
    this.ackedMessageDeleter = new AckedMessageDeleter(eventLoop, mailbox, settings);
    this.dispatcher =
        new Dispatcher(eventLoop, mailbox, bus, ackedMessageDeleter, settings, meters);
    this.mailboxSweep = new MailboxSweep(eventLoop, mailbox, settings, consumers);
    this.receiptBatcher = new ReceiptBatcher(eventLoop, bus, this::disturbed);
    this.registrationProber =
        vertx.isClustered()
            ? Optional.of(
                new RegistrationProber(
                    eventLoop,
                    loopBus,
                    place.loop(),
                    bus.registration(),
                    dispatcher,
                    this::disturbed,
                    meters))
            : Optional.empty();
  }

  /** Where it publishes. */
  DeliveryBus bus() {
    return bus;
  }

  /** Completes when other nodes can reach it. */
  public Future<Void> ready() {
    return bus.start()
        .compose(started -> dispatcher.ready())
        .compose(
            ready ->
                registrationProber
                    .map(RegistrationProber::start)
                    .orElseGet(Future::succeededFuture));
  }

  /**
   * Members have come or gone, and registrations or notifications may be lost with them: checks
   * both.
   */
  public void membershipChanged() {
    loopBus.membershipChanged();
    bus.membershipChanged();
    disturbed();
  }

  private void disturbed() {
    mailboxSweep.runNow();
    dispatcher.siblingConsumers().disturbed();
  }

  /** Readies a Vert.x for deliveries; once, before the first of its event loops makes its own. */
  public static void prepare(Vertx vertx) {
    VertxLoopBus.prepare(vertx);
  }

  /**
   * The quota through which one sender's socket sends.
   *
   * @param onRoom run when a quota that had no room has room again
   * @param source names where the socket comes from, see {@link
   *     org.messagingserver.mailbox.NewMessage}
   */
  public SenderQuota senderQuota(Runnable onRoom, LongSupplier source) {
    return new SenderQuota(dispatcher, encryption, settings.maxBytesPerSender(), onRoom, source);
  }

  /** A socket's MailboxConsumer, to be opened. */
  public MailboxConsumer consumer(Address address, MessageSink messageSink) {
    return new MailboxConsumer(
        eventLoop,
        encryption.hash(address),
        messageSink,
        bus,
        mailbox,
        ackedMessageDeleter,
        receiptBatcher,
        dispatcher.siblingConsumers(),
        readAhead,
        ackWatch,
        settings,
        meters);
  }

  /**
   * Opens a socket's MailboxConsumer: on the bus, and sure that the store answers; it delivers
   * nothing until it is started. Fails with {@link ConsumerUnavailableException}, also where it is
   * closed meanwhile.
   */
  public Future<MailboxConsumer> open(MailboxConsumer mailboxConsumer) {
    consumers.add(mailboxConsumer);
    return mailboxConsumer.open().onFailure(away -> consumers.remove(mailboxConsumer));
  }

  /** Closes a socket's MailboxConsumer, open or not yet: nothing more is delivered. */
  public void close(MailboxConsumer mailboxConsumer) {
    mailboxConsumer.close();
    consumers.remove(mailboxConsumer);
  }

  /**
   * Tells the MailboxConsumers of an Address that its device is registered; if it had another
   * registrationID before, the sockets of all but this one are over.
   *
   * @param by that of the socket that has registered it
   * @param replaced whether it had another registrationID before
   * @param admissionChanged whether it may admit others now
   */
  public void announceRegistered(
      MailboxConsumer by, int registrationId, boolean replaced, boolean admissionChanged) {
    by.announceRegistered(encryption.hash(by.owner(), registrationId), replaced, admissionChanged);
  }

  /** Tells the MailboxConsumers of an Address that its device is no longer registered. */
  public void announceUnregistered(Address address) {
    bus.publish(encryption.hash(address), new ConsumerEvent.Unregistered());
  }

  /** Tells the Sessions of an Address that one of its keys was taken and few are left. */
  public void announceKeysLow(Address address) {
    bus.publish(encryption.hash(address), new ConsumerEvent.KeysLow());
  }

  /**
   * Closes every MailboxConsumer, and completes when every message taken is stored or refused,
   * every Ack is out, and every acked message deleted.
   */
  public Future<Void> close() {
    mailboxSweep.stop();
    registrationProber.ifPresent(RegistrationProber::stop);
    List.copyOf(consumers).forEach(this::close);
    bus.leaveAll();
    return dispatcher.drain().eventually(ackedMessageDeleter::drain);
  }
}
