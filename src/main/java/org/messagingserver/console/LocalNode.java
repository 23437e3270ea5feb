package org.messagingserver.console;

import io.vertx.core.Future;

/** This node, towards operators. */
public interface LocalNode {
  /** Where it serves, as an operator would say it; unlike any other's of its cluster. */
  String name();

  /** Of the software. */
  String version();

  /** The current state; always succeeds, and soon. */
  Future<NodeState> state();

  /** Begins an orderly stop, at the end of which the process is gone. */
  void drain();
}
