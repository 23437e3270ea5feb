package org.messagingserver.tools.chaos;

/**
 * How long somebody had to wait.
 *
 * @param millis how long
 * @param at when it ended, in milliseconds since the run began
 */
record Gap(int millis, int at) {

  /** The longer one. */
  Gap or(Gap other) {
    return other.millis > millis ? other : this;
  }
}
