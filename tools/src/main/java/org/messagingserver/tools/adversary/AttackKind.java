package org.messagingserver.tools.adversary;

import static org.messagingserver.tools.adversary.ConnectionType.CALLS;
import static org.messagingserver.tools.adversary.ConnectionType.CALLS_AGAIN;
import static org.messagingserver.tools.adversary.ConnectionType.UPGRADES;
import static org.messagingserver.tools.adversary.ConnectionType.UPGRADES_AGAIN;

/**
 * How a hostile client misbehaves, and after how many milliseconds it repeats that. Ten clients of
 * each kind need only a small part of one processor. With a faster pace, clients on the same
 * machine would slow the server down by their own work, which shows nothing about the server.
 */
public enum AttackKind {
  /** Connects and says nothing. */
  SILENT(CALLS, 1000, AttackAction.NOTHING),
  /** Says its handshake byte by byte. */
  SLOW_HANDSHAKE(CALLS, 100, AttackActions::oneByte),
  /** Sends more headers than anybody may. */
  OVERSIZED_HEADERS(CALLS_AGAIN, 1000, AttackActions::oversizedHeaders),
  /** Hides a request in the body of another, whose end is not clear. */
  SMUGGLING(CALLS_AGAIN, 1000, AttackActions::smuggledRequest),
  /** Opens one WebSocket after another. */
  HANDSHAKES(UPGRADES_AGAIN, 200, AttackAction.NOTHING),
  /** Opens a WebSocket, and neither reads nor answers from then on. */
  HALF_OPEN(UPGRADES, 1000, (rawTcpConnection, victim) -> rawTcpConnection.stopReading()),
  /** Asks for much, and reads nothing of it. */
  NEVER_READS(UPGRADES, 200, AttackActions::askAndNeverRead),
  /** Sends a frame, or fragments of one, larger than any may be. */
  OVERSIZED_FRAME(UPGRADES_AGAIN, 1000, AttackActions::oversizedFrame),
  /** Sends what is no Message. */
  GARBAGE(UPGRADES_AGAIN, 1000, AttackActions::garbage),
  /** Disconnects in the middle of a frame. */
  TORN_FRAME(UPGRADES_AGAIN, 1000, AttackActions::tornFrame),
  /** Sends text. */
  TEXT_FRAME(UPGRADES_AGAIN, 1000, AttackActions::textFrame),
  /** Sends empty frames by the thousand. */
  EMPTY_FRAMES(UPGRADES, 2000, AttackActions::emptyFrames),
  /** Sends a Message nested a thousand deep. */
  NESTED(UPGRADES_AGAIN, 1000, AttackActions::nested),
  /** Logs in as its victim, whose key it has not. */
  FORGED_LOGIN(UPGRADES_AGAIN, 500, AttackActions::forgedLogin),
  /** Logs in by a signature for another connection. */
  REPLAYED_LOGIN(UPGRADES_AGAIN, 500, AttackActions::replayedLogin),
  /** Logs in, and registers a hundred other keys again and again. */
  REGISTRATIONS(UPGRADES, 1000, AttackActions::registration),
  /** Takes the one-time keys of its victim. */
  KEY_DRAIN(UPGRADES, 200, AttackActions::keyRequest),
  /** Asks for the keys of users that do not exist. */
  LOOK_UPS(UPGRADES, 200, AttackActions::lookUp),
  /** Sends its victim sixty messages a second, more than one source may. */
  MESSAGES(UPGRADES, 1000, AttackActions::messages),
  /** Pipelines without end, twice as much as one connection may ask. */
  PIPELINING(UPGRADES, 500, AttackActions::pipeline),
  /** Asks for keys by the hundred at once, and reads nothing of it. */
  UNREAD_ANSWERS(UPGRADES, 2000, Assaults.unreadAnswers(200)),
  /** Begins a message of the largest size and never ends it. */
  UNFINISHED(UPGRADES, 1000, Assaults::unfinished),
  /** Sends frames that are made to be costly to read. */
  COSTLY_FRAMES(UPGRADES_AGAIN, 2000, Assaults.costlyFrames(1)),
  /** Logs in, and sends registrations of the largest size, one after another. */
  LARGE_REGISTRATIONS(UPGRADES, 4000, Assaults.largeRegistrations(2)),
  /** Changes the keys of one user, as others of its kind do at the same time. */
  RIVAL_REGISTRATIONS(UPGRADES, 4000, Assaults.rivalRegistrations(2, 100)),
  /** Asks for keys by the hundred at once, and reads them. */
  KEY_CROWD(UPGRADES, 2000, Assaults.keyCrowd(200)),
  /** Fills its victim's mailbox with messages of one byte. */
  TINY_MESSAGES(UPGRADES, 1000, Assaults.tinyMessages(30)),
  /** Asks for WebSockets without the key that this takes, again and again on one connection. */
  FAILED_HANDSHAKES(CALLS, 500, Assaults.failedHandshakes(10));

  // It has no state, which the compiler cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Habit habit;

  AttackKind(ConnectionType connectionType, int paceMillis, AttackAction attackAction) {
    habit = Habit.of(connectionType, paceMillis, attackAction);
  }

  Habit habit() {
    return habit;
  }
}
