package org.messagingserver.tools.adversary;

import java.time.Duration;

/**
 * The behavior of a hostile client.
 *
 * @param type how it connects
 * @param interval time between two actions
 * @param action what it does each time
 */
record AttackPattern(ConnectionType type, Duration interval, AttackAction action) {

  static AttackPattern of(ConnectionType type, int intervalMillis, AttackAction action) {
    return new AttackPattern(type, Duration.ofMillis(intervalMillis), action);
  }
}
