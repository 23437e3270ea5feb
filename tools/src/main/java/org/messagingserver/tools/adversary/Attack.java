package org.messagingserver.tools.adversary;

import static org.messagingserver.tools.adversary.ConnectionType.TCP;
import static org.messagingserver.tools.adversary.ConnectionType.WEB_SOCKET;
import static org.messagingserver.tools.adversary.ConnectionType.WEB_SOCKET_EACH_TIME;

/**
 * The most effective attacks of one source, within all default limits. Each once stopped or killed
 * a node; {@link AttackKind} contains the same at rates that leave CPU time to others.
 */
public enum Attack {
  /** Sockets that request large answers and read nothing. */
  UNREAD_ANSWERS(8, WEB_SOCKET, 5000, ExhaustionActions.unreadAnswers(1024)),
  /** Messages of the largest size that never end. */
  UNFINISHED(3900, WEB_SOCKET, 1000, ExhaustionActions::unfinished),
  /** Frames that are expensive to decode, as many as the limits admit. */
  COSTLY_FRAMES(4, WEB_SOCKET_EACH_TIME, 5000, ExhaustionActions.costlyFrames(230)),
  /** New users that register as many bytes as the limits admit. */
  LARGE_REGISTRATIONS(12, WEB_SOCKET, 5000, ExhaustionActions.largeRegistrations(230)),
  /** Sockets of one user that change its keys concurrently. */
  CONCURRENT_REGISTRATIONS(
      300, WEB_SOCKET, 5000, ExhaustionActions.concurrentRegistrations(4, 1000)),
  /** Sockets that request keys by the thousand. */
  KEY_REQUESTS(10, WEB_SOCKET, 5000, ExhaustionActions.keyRequests(1024)),
  /** Messages of one byte to one device. */
  TINY_MESSAGES(4, WEB_SOCKET, 100, ExhaustionActions.tinyMessages(50)),
  /** Handshakes that fail, on connections that stay. */
  FAILED_HANDSHAKES(10, TCP, 100, ExhaustionActions.failedHandshakes(300));

  private final int sockets;

  // It is stateless, which the compiler cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final AttackPattern pattern;

  Attack(int sockets, ConnectionType type, int intervalMillis, AttackAction action) {
    this.sockets = sockets;
    this.pattern = AttackPattern.of(type, intervalMillis, pushService -> action);
  }

  /** The number of its clients. */
  int sockets() {
    return sockets;
  }

  AttackPattern pattern() {
    return pattern;
  }
}
