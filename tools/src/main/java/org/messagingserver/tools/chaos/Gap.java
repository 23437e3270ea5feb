package org.messagingserver.tools.chaos;

/**
 * A waiting time.
 *
 * @param millis its length
 * @param at when it ended, in milliseconds since the run began
 */
record Gap(int millis, int at) {

  /** The longer of two. */
  Gap longer(Gap other) {
    return other.millis > millis ? other : this;
  }
}
