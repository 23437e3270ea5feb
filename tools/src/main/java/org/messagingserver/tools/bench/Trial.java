package org.messagingserver.tools.bench;

/** Measures one contender, round by round. Its resources exist from the beginning. */
interface Trial extends AutoCloseable {

  /** Warms up. */
  void warmUp();

  /** Measures one round. */
  RoundMetrics round();

  /** Closes the resources of this trial. */
  @Override
  void close();
}
