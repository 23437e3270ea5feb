package org.messagingserver.tools.adversary;

import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/**
 * The behavior of a hostile client.
 *
 * @param type how it connects
 * @param interval time between two actions
 * @param actions what it does each time, by the push service that it attacks; each client has its
 *     own
 */
record AttackPattern(ConnectionType type, Duration interval, Function<URI, AttackAction> actions) {

  static AttackPattern of(
      ConnectionType type, int intervalMillis, Function<URI, AttackAction> actions) {
    return new AttackPattern(type, Duration.ofMillis(intervalMillis), actions);
  }
}
