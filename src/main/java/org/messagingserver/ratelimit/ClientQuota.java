package org.messagingserver.ratelimit;

import java.net.InetAddress;
import java.util.Optional;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.UserId;

/**
 * One connection, and what it may still ask. Every number of seconds says how long to wait; none,
 * 0, says that the request is within its limits and was counted. For the connection's event loop
 * alone.
 */
public interface ClientQuota {
  /** May ask anything. */
  ClientQuota UNLIMITED = new UnlimitedClientQuota();

  /** Sets where the connection comes from; perhaps once more, behind a proxy that reuses it. */
  void setSource(InetAddress address);

  /** Whether there are so many connections that this one should be closed without an answer. */
  boolean exceedsHardLimit();

  /** The connection has asked for something by HTTP. */
  AdmissionResult admit();

  /** A request of this size has come. */
  int request(int bytes);

  /**
   * The request that has come does the work of so many more, with so many bytes more than its own.
   */
  int fanOut(int requests, long bytes);

  /** Frames of this size have come that ask for nothing. */
  int frame(int bytes);

  /**
   * So many bytes have come that are dropped, and neither a request nor a frame was counted for
   * them. They cost the source as much of that as it has left; whether that was all.
   */
  boolean dropped(int bytes);

  /** A login is to be checked. */
  int login();

  /** It did not hold. */
  void loginFailed();

  /**
   * A registration is to be changed.
   *
   * @param keys one-time keys that come with it
   */
  int registration(int keys);

  /**
   * So many one-time keys on file are to be opened and hashed, which costs a registration for each
   * 32 of them.
   */
  int keyHashes(int keys);

  /** A place for an attachment of this size is asked for. */
  int upload(long bytes);

  /** Bytes of an attachment are to be moved: how long to wait before any. */
  int transferWait();

  /** So many bytes of an attachment have been moved. */
  void transferred(int bytes);

  /** A message of this size is to be sent. */
  int message(Address to, int bytes);

  /** Which one-time keys of this user may be handed out now, one for each device. */
  OneTimeKeyGrant oneTimeKeys(UserId user, Optional<DeliveryToken> token);

  /** A request was over its limit; whether the connection may nevertheless go on. */
  boolean mayContinue();

  /** How large the fields of a request may be. */
  FieldLimits fields();

  /**
   * Whom the connection is counted with, to share out by. Says nothing outside of this node and
   * hour; the same for all where nothing is limited.
   */
  long source();

  /**
   * Names where the connection comes from, to this node alone and for a day at most; 0 where
   * nothing is limited.
   */
  long sourceOfTheDay();

  /** The connection is gone. */
  void release();
}
