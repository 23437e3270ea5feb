package org.messagingserver.ratelimit;

/** Where the connections of one event loop come in. */
public interface ConnectionLimiter {
  /** Admits every client and every request. */
  ConnectionLimiter UNLIMITED = () -> ClientQuota.UNLIMITED;

  /** A connection has come. */
  ClientQuota accept();
}
