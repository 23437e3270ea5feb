package org.messagingserver.delivery;

import java.util.List;
import java.util.Set;
import org.messagingserver.protocol.Handling;

/** One thing that happens in a history of senders, recipients, their nodes, bus and store. */
sealed interface ModelAction {
  /** A recipient's client, or its device, does something. */
  sealed interface OfClient extends ModelAction {}

  /** Something becomes of a node. */
  sealed interface OfNode extends ModelAction {}

  /** The world around the nodes changes. */
  sealed interface Weather extends ModelAction {}

  /**
   * What a sender names with its message.
   *
   * @param registration the number of the registration that it is for; 0 for any
   * @param token the number of a token; 0 for none
   */
  record Naming(int registration, int token) {}

  /**
   * A sender's socket sends some messages.
   *
   * @param ttlHours for which they are to be kept; 0 for as long as any
   */
  record Send(int sender, int recipient, int count, Naming naming, int ttlHours)
      implements ModelAction {}

  /** A sender's socket sends some messages that are worth nothing later. */
  record SendOnlineOnly(int sender, int recipient, int count, Naming naming)
      implements ModelAction {}

  /**
   * A sender's socket sends one message for several devices.
   *
   * @param parts one for each device
   */
  record SendMany(int sender, List<Part> parts, Handling handling) implements ModelAction {}

  /**
   * What one device gets of a message.
   *
   * @param overLimit whether the connection may send no more to it
   */
  record Part(int device, Naming naming, boolean overLimit) {}

  /** Clients ack. */
  record Ack(int socket, Which which) implements OfClient {}

  /** Which of the messages that a client has not acked. */
  enum Which {
    OLDEST,
    NEWEST,
    ALL
  }

  /** Time passes. */
  record Pass(int millis) implements ModelAction {}

  /** A recipient opens one more socket. */
  record Login(int recipient) implements OfClient {}

  /** A socket goes. */
  record Logout(int socket) implements OfClient {}

  /** A socket stops or begins to take what it is sent. */
  record Writable(int socket, boolean writable) implements OfClient {}

  /**
   * The bus gets better or worse.
   *
   * @param lag for so long others do not know who came or went
   */
  record Bus(ModelBus.Weather weather, int delay, int lag) implements Weather {}

  /** Something becomes of the directory. */
  record Directory(Change change) implements Weather {}

  /** What becomes of the directory. */
  enum Change {
    LOSES_PARTITIONS,
    SPLITS,
    UNITES
  }

  /** The store gets better or worse. */
  record Store(ModelMailbox.Weather weather, int delay) implements Weather {}

  /** The store's clock goes on, while nothing else happens. */
  record Clock(int hours) implements Weather {}

  /** The store deletes what has expired. */
  record Expiry() implements Weather {}

  /** A device unregisters, or registers again. */
  record Registration(int recipient, boolean registered) implements OfClient {}

  /**
   * A device registers, perhaps under another registrationID.
   *
   * @param socket which of its sockets does so
   * @param announced whether others hear of it, or its node dies before
   */
  record Reregistration(int recipient, int registration, int socket, boolean announced)
      implements OfClient {}

  /**
   * A device admits others from now on.
   *
   * @param tokens the numbers of the tokens that admit their holders
   * @param socket which of its sockets has said so
   * @param announced whether others hear of it, or its node dies before
   */
  record Admission(
      int recipient,
      ModelAdmission.Strangers strangers,
      Set<Integer> tokens,
      int socket,
      boolean announced)
      implements OfClient {}

  /** A sender's node dies and begins anew. */
  record SenderDies(int sender) implements OfNode {}

  /** A sender's node stops in order, and another takes its place. */
  record SenderStops(int sender) implements OfNode {}

  /** A recipient's node stops in order: its sockets go, and another takes its place. */
  record RecipientStops(int node) implements OfNode {}

  /** A recipient's node dies, with all sockets to it. */
  record RecipientDies(int node) implements OfNode {}
}
