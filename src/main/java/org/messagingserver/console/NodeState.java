package org.messagingserver.console;

import java.util.Locale;

/** The state of a node, as operators see it. */
public enum NodeState {
  /** Not yet listening. */
  STARTING,
  /** Clients may be sent to it. */
  READY,
  /** It listens, and lacks something that clients need. */
  NOT_READY,
  /** It closes its sockets, and will be gone. */
  STOPPING,
  /**
   * One of the cluster that does not answer: frozen, cut off, or of a version without a console.
   */
  SILENT;

  /** As the page knows it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
