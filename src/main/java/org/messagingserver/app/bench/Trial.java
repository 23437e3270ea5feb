package org.messagingserver.app.bench;

/** Measures one side, round by round. What it needs is there from the beginning. */
interface Trial extends AutoCloseable {

  /**
   * Makes it warm.
   *
   * @return what an operation costs now, in any unit; warm is what no longer gets cheaper
   */
  double warmUp();

  /** Measures once. */
  Figures round();

  /** Ends what this trial alone has opened. */
  @Override
  void close();
}
