package org.messagingserver.tools.adversary;

import static org.messagingserver.tools.adversary.ConnectionType.CALLS;
import static org.messagingserver.tools.adversary.ConnectionType.UPGRADES;
import static org.messagingserver.tools.adversary.ConnectionType.UPGRADES_AGAIN;

/**
 * The worst attacks of one source, within all default limits. Each has stopped or killed a node
 * once; {@link AttackKind} has the same at paces that leave the processors to others.
 */
public enum Attack {
  /** Sockets that ask for large answers and read nothing. */
  UNREAD_ANSWERS(8, UPGRADES, 5000, Assaults.unreadAnswers(1024)),
  /** Messages of the largest size that never end. */
  UNFINISHED(3900, UPGRADES, 1000, Assaults::unfinished),
  /** Frames that are made to be costly to read, as many as come through. */
  COSTLY_FRAMES(4, UPGRADES_AGAIN, 5000, Assaults.costlyFrames(230)),
  /** Fresh accounts that register as many bytes as come through. */
  LARGE_REGISTRATIONS(12, UPGRADES, 5000, Assaults.largeRegistrations(230)),
  /** Sockets of one user that all change its keys. */
  RIVAL_REGISTRATIONS(300, UPGRADES, 5000, Assaults.rivalRegistrations(4, 1000)),
  /** Sockets that ask for keys by the thousand. */
  KEY_CROWD(10, UPGRADES, 5000, Assaults.keyCrowd(1024)),
  /** Messages of one byte to one device. */
  TINY_MESSAGES(4, UPGRADES, 100, Assaults.tinyMessages(50)),
  /** Handshakes that fail, on connections that stay. */
  FAILED_HANDSHAKES(10, CALLS, 100, Assaults.failedHandshakes(300));

  private final int sockets;

  // It has no state, which the compiler cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Habit habit;

  Attack(int sockets, ConnectionType connectionType, int paceMillis, AttackAction attackAction) {
    this.sockets = sockets;
    this.habit = Habit.of(connectionType, paceMillis, attackAction);
  }

  /** How many of its clients come at once. */
  int sockets() {
    return sockets;
  }

  Habit habit() {
    return habit;
  }
}
