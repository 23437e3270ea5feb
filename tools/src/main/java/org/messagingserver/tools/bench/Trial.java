package org.messagingserver.tools.bench;

/** Measures one side, round by round. Everything that it needs exists from the beginning. */
interface Trial extends AutoCloseable {

  /** Makes it warm. */
  void warmUp();

  /** Measures once. */
  Figures round();

  /** Ends what this trial alone has opened. */
  @Override
  void close();
}
