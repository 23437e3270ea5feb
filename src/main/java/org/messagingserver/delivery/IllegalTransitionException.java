package org.messagingserver.delivery;

/** A transition that the diagram of a state machine does not have: a defect of this package. */
final class IllegalTransitionException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * @param machine with its article
   * @param from the state in which the transition was tried
   */
  IllegalTransitionException(String machine, Object from, String transition) {
    super(machine + " that is " + from.getClass().getSimpleName() + " cannot " + transition);
  }
}
