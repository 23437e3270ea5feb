package org.messagingserver.delivery;

import io.vertx.core.Future;

/**
 * Finds out whether a message that was published for one registration of a device has been
 * delivered by nobody, so that it may be refused as stale. That is so if each MailboxConsumer of
 * the Address has said so: one that has delivered a message stays in the directory until no receipt
 * for it is waited for, and so it is counted.
 */
final class ExposureCheck {
  private final EventLoop eventLoop;
  private final DeliveryBus bus;
  private final SiblingConsumers siblingConsumers;

  ExposureCheck(EventLoop eventLoop, DeliveryBus bus, SiblingConsumers siblingConsumers) {
    this.eventLoop = eventLoop;
    this.bus = bus;
    this.siblingConsumers = siblingConsumers;
  }

  /** Takes a message back that nobody has delivered; says whether it was. Never fails. */
  Future<Boolean> takeBack(PendingMessage message) {
    if (message.registration.isEmpty()) {
      return Future.succeededFuture(false);
    }
    return bus.listeners(message.to())
        .map(
            listeners -> {
              boolean untaken = listeners <= message.staleLoops() && isInTime(message);
              if (untaken) {
                message.takeBack();
              }
              return untaken;
            })
        .otherwise(false);
  }

  /** Nodes that have gone meanwhile are not counted any more. */
  private boolean isInTime(PendingMessage message) {
    return message.state() instanceof HandoffTimeouts.HandedOff handedOff
        && !handedOff.isOver(eventLoop.millisJustNow())
        && !siblingConsumers.isDisturbedSince(message.arrivedAt);
  }
}
