package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.identity.Address;
import org.messagingserver.mailbox.Mailbox;

/**
 * All that one event loop's Sessions need to send and to receive: its Outbox, its Inboxes, and its
 * place on the bus. To be made and used on that event loop.
 */
public final class Deliveries {
  private final Loop loop;
  private final Mailbox mailbox;
  private final Encryption encryption;
  private final DeliverySettings settings;
  private final DeliveryMeters meters;
  private final DeliveryBus bus;
  private final Outbox outbox;
  private final Settlements settlements;
  private final Answers answers;
  private final ReadAhead ahead;
  private final Set<Inbox> inboxes = new LinkedHashSet<>();
  private final Sweep sweep;
  private final Optional<Probing> probing;

  public Deliveries(
      Vertx vertx,
      Mailbox mailbox,
      Encryption encryption,
      DeliverySettings settings,
      DeliveryMeters meters) {
    this.loop = new VertxLoop(vertx);
    this.mailbox = mailbox;
    this.encryption = encryption;
    this.settings = settings;
    this.meters = meters;
    this.ahead = new ReadAhead(settings.readAheadBytes());
    this.bus = new VertxDeliveryBus(vertx);
    this.settlements = new Settlements(loop, mailbox, settings);
    this.outbox = new Outbox(loop, mailbox, bus, settlements, settings, meters);
    this.sweep = new Sweep(loop, mailbox, settings, inboxes);
    this.answers = new Answers(loop, bus, sweep::hurry);
    this.probing =
        vertx.isClustered()
            ? Optional.of(new Probing(loop, bus, outbox, inboxes, sweep::hurry, meters))
            : Optional.empty();
  }

  /** Completes when other nodes can reach it. */
  public Future<Void> ready() {
    return outbox
        .ready()
        .compose(ready -> probing.map(Probing::begin).orElseGet(Future::succeededFuture));
  }

  /** Members have come or gone, and registrations or hints perhaps with them: looks for both. */
  public void disturbed() {
    sweep.hurry();
    probing.ifPresent(Probing::disturbed);
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
  public OutboxShare sender(Runnable roomAgain) {
    return new OutboxShare(outbox, encryption, settings.maxBytesPerSender(), roomAgain);
  }

  /** A socket's Inbox, to be opened. */
  public Inbox inbox(Address address, Receiver receiver) {
    return new Inbox(
        loop,
        encryption.hash(address),
        receiver,
        bus,
        mailbox,
        settlements,
        answers,
        outbox.siblings(),
        ahead,
        settings,
        meters);
  }

  /**
   * Opens a socket's Inbox: on the bus, and sure that the store answers; it delivers nothing until
   * it is begun. Fails with {@link InboxUnavailableException}, also where it is closed meanwhile.
   */
  public Future<Inbox> open(Inbox inbox) {
    inboxes.add(inbox);
    return inbox.open().onFailure(away -> inboxes.remove(inbox));
  }

  /** Closes a socket's Inbox, open or not yet: nothing more is delivered. */
  public void close(Inbox inbox) {
    inbox.close();
    inboxes.remove(inbox);
  }

  /** Tells the Inboxes of an Address that its device is registered. */
  public void announceRegistered(Address address) {
    bus.publish(encryption.hash(address), new InboxEvent.Registered());
  }

  /** Tells the Inboxes of an Address that its device is no longer registered. */
  public void announceUnregistered(Address address) {
    bus.publish(encryption.hash(address), new InboxEvent.Unregistered());
  }

  /** Tells the Sessions of an Address that one of its keys was taken and few are left. */
  public void announceKeysLow(Address address) {
    bus.publish(encryption.hash(address), new InboxEvent.KeysLow());
  }

  /**
   * Closes every Inbox, and completes when every message taken is stored or refused, every Ack is
   * out, and every acked message deleted.
   */
  public Future<Void> close() {
    sweep.stop();
    probing.ifPresent(Probing::stop);
    List.copyOf(inboxes).forEach(this::close);
    return outbox.drain().eventually(settlements::drain);
  }
}
