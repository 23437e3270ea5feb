package org.messagingserver.delivery;

import java.util.LinkedHashSet;
import java.util.Set;
import org.messagingserver.mailbox.Mailbox;

/** One event loop with recipients' sockets. */
final class ModelRecipientNode {
  private final ModelEnvironment environment;
  private final MortalLoop loop;
  private final Mailbox mailbox;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final ReceiptBatcher receiptBatcher;
  private final SiblingConsumers siblingConsumers;
  private final Set<MailboxConsumer> consumers = new LinkedHashSet<>();

  ModelRecipientNode(ModelEnvironment environment) {
    this.environment = environment;
    this.loop = new MortalLoop(environment.time);
    this.mailbox = environment.mailbox.of(loop);
    DeliveryBus bus = environment.bus.of(loop);
    this.ackedMessageDeleter = new AckedMessageDeleter(loop, mailbox, environment.settings);
    this.receiptBatcher = new ReceiptBatcher(loop, bus, () -> {});
    MessageIds ids = new MessageIds();
    this.siblingConsumers = new SiblingConsumers(loop, bus, ids);
    bus.subscribeReceipts(ids.dispatcherId(), siblingConsumers::receive);
    new MailboxSweep(loop, mailbox, environment.settings, consumers);
  }

  void die() {
    loop.die();
  }

  void disturbed() {
    siblingConsumers.disturbed();
  }

  /** The MailboxConsumer of a new socket. */
  MailboxConsumer consumer(ModelSocket socket) {
    MailboxConsumer consumer =
        new MailboxConsumer(
            loop,
            socket.owner,
            socket,
            environment.bus.of(loop, socket::overhears),
            mailbox,
            ackedMessageDeleter,
            receiptBatcher,
            siblingConsumers,
            new ReadAhead(50),
            new AckWatch(loop, environment.settings),
            environment.settings,
            Unmetered.DELIVERIES);
    consumers.add(consumer);
    return consumer;
  }

  void forget(MailboxConsumer consumer) {
    consumers.remove(consumer);
  }
}
