package org.messagingserver.limits;

/** Where the connections of one event loop come in. */
public interface Door {
  /** Lets in whoever comes, whatever they ask. */
  Door OPEN = () -> Visit.UNLIMITED;

  /** A connection has come. */
  Visit arrives();
}
