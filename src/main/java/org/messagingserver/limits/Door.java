package org.messagingserver.limits;

/** Where the connections of one event loop come in. */
public interface Door {
  /** Admits every client and every request. */
  Door OPEN = () -> Visit.UNLIMITED;

  /** A connection has come. */
  Visit arrives();
}
