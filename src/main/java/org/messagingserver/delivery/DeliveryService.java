package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.protocol.Address;

/**
 * All that one event loop's Sessions need to send and to receive: its Dispatcher, its
 * MailboxConsumers, and its place on the bus. To be made and used on that event loop.
 */
public final class DeliveryService {
  private final EventLoop eventLoop;
  private final Mailbox mailbox;
  private final Encryption encryption;
  private final DeliverySettings settings;
  private final DeliveryMeters meters;
  private final DeliveryBus bus;
  private final Dispatcher dispatcher;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final ReceiptBatcher receiptBatcher;
  private final ReadAhead ahead;
  private final Set<MailboxConsumer> inboxes = new LinkedHashSet<>();
  private final MailboxSweep mailboxSweep;
  private final Optional<RegistrationProber> probing;

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
    this.ahead = new ReadAhead(settings.readAheadBytes());
    this.bus = new VertxDeliveryBus(vertx);
    this.ackedMessageDeleter = new AckedMessageDeleter(eventLoop, mailbox, settings);
    this.dispatcher =
        new Dispatcher(eventLoop, mailbox, bus, ackedMessageDeleter, settings, meters);
    this.mailboxSweep = new MailboxSweep(eventLoop, mailbox, settings, inboxes);
    this.receiptBatcher = new ReceiptBatcher(eventLoop, bus, mailboxSweep::hurry);
    this.probing =
        vertx.isClustered()
            ? Optional.of(
                new RegistrationProber(
                    eventLoop, bus, dispatcher, inboxes, mailboxSweep::hurry, meters))
            : Optional.empty();
  }

  /** Completes when other nodes can reach it. */
  public Future<Void> ready() {
    return dispatcher
        .ready()
        .compose(
            ready -> probing.map(RegistrationProber::begin).orElseGet(Future::succeededFuture));
  }

  /** Members have come or gone, and registrations or hints perhaps with them: looks for both. */
  public void disturbed() {
    mailboxSweep.hurry();
    probing.ifPresent(RegistrationProber::disturbed);
  }

  /** Readies a Vert.x for deliveries; once, before the first of its event loops makes its own. */
  public static void prepare(Vertx vertx) {
    VertxDeliveryBus.prepare(vertx);
  }

  /**
   * A sender's socket's way out.
   *
   * @param roomAgain run when a share that had no room has room again
   */
  public SenderQuota sender(Runnable roomAgain) {
    return new SenderQuota(dispatcher, encryption, settings.maxBytesPerSender(), roomAgain);
  }

  /** A socket's MailboxConsumer, to be opened. */
  public MailboxConsumer inbox(Address address, MessageSink messageSink) {
    return new MailboxConsumer(
        eventLoop,
        encryption.hash(address),
        messageSink,
        bus,
        mailbox,
        ackedMessageDeleter,
        receiptBatcher,
        dispatcher.siblings(),
        ahead,
        settings,
        meters);
  }

  /**
   * Opens a socket's MailboxConsumer: on the bus, and sure that the store answers; it delivers
   * nothing until it is begun. Fails with {@link ConsumerUnavailableException}, also where it is
   * closed meanwhile.
   */
  public Future<MailboxConsumer> open(MailboxConsumer mailboxConsumer) {
    inboxes.add(mailboxConsumer);
    return mailboxConsumer.open().onFailure(away -> inboxes.remove(mailboxConsumer));
  }

  /** Closes a socket's MailboxConsumer, open or not yet: nothing more is delivered. */
  public void close(MailboxConsumer mailboxConsumer) {
    mailboxConsumer.close();
    inboxes.remove(mailboxConsumer);
  }

  /** Tells the MailboxConsumers of an Address that its device is registered. */
  public void announceRegistered(Address address) {
    bus.publish(encryption.hash(address), new ConsumerEvent.Registered());
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
    probing.ifPresent(RegistrationProber::stop);
    List.copyOf(inboxes).forEach(this::close);
    return dispatcher.drain().eventually(ackedMessageDeleter::drain);
  }
}
