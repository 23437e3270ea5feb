package org.messagingserver.tools.adversary;

import java.time.Duration;

/**
 * How a hostile client misbehaves.
 *
 * @param connectionType what it has a connection for
 * @param pace from one turn to the next
 * @param attackAction what it does at each
 */
record Habit(ConnectionType connectionType, Duration pace, AttackAction attackAction) {

  static Habit of(ConnectionType connectionType, int paceMillis, AttackAction attackAction) {
    return new Habit(connectionType, Duration.ofMillis(paceMillis), attackAction);
  }
}
