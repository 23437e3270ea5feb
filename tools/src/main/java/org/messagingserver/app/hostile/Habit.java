package org.messagingserver.app.hostile;

import java.time.Duration;

/**
 * How a hostile client misbehaves.
 *
 * @param manner what it has a connection for
 * @param pace from one turn to the next
 * @param deed what it does at each
 */
record Habit(Manner manner, Duration pace, Deed deed) {

  static Habit of(Manner manner, int paceMillis, Deed deed) {
    return new Habit(manner, Duration.ofMillis(paceMillis), deed);
  }
}
