package org.messagingserver.delivery;

import org.messagingserver.directory.Place;
import org.messagingserver.encryption.HashedAddress;

/** An event from one event loop to another one, on the same node or not. */
sealed interface LoopEvent {

  /**
   * An event to the MailboxConsumers of an Address in that event loop.
   *
   * @param token of the entry that named the event loop; one that knows another token, or has no
   *     such MailboxConsumer, answers {@link Moved}
   * @param from where to answer
   */
  record Delivery(HashedAddress to, long token, Place from, ConsumerEvent event)
      implements LoopEvent {}

  /**
   * A delivery that reached no MailboxConsumer: the directory says something else by now.
   *
   * @param token as it came
   * @param event as it came; of messages their ids, since their Dispatcher has them
   */
  record Moved(HashedAddress to, long token, ConsumerEvent event) implements LoopEvent {}

  /** A place was added to the entry of an Address. */
  record Changed(HashedAddress address) implements LoopEvent {}

  /** Another node finds this event loop. */
  record Probe() implements LoopEvent {}
}
