package org.messagingserver.tools.adversary;

import static org.messagingserver.tools.adversary.ConnectionType.SECOND_VERSION;
import static org.messagingserver.tools.adversary.ConnectionType.SECOND_VERSION_EACH_TIME;
import static org.messagingserver.tools.adversary.ConnectionType.TCP;
import static org.messagingserver.tools.adversary.ConnectionType.TCP_EACH_TIME;
import static org.messagingserver.tools.adversary.ConnectionType.WEB_SOCKET;
import static org.messagingserver.tools.adversary.ConnectionType.WEB_SOCKET_EACH_TIME;

import java.net.URI;
import java.util.function.Function;

/**
 * The action of a hostile client, and its interval in milliseconds. Ten clients of each kind need
 * only a small part of one processor. With shorter intervals, clients on the same machine would
 * slow down the server by their own work, which shows nothing about the server.
 */
public enum AttackKind {
  /** Connects and sends nothing. */
  SILENT(TCP, 1000, AttackAction.NOTHING),
  /** Sends its handshake byte by byte. */
  SLOW_HANDSHAKE(TCP, 100, AttackActions::oneByte),
  /** Sends headers that are too large. */
  OVERSIZED_HEADERS(TCP_EACH_TIME, 1000, AttackActions::oversizedHeaders),
  /** Hides a request in the body of another whose length is ambiguous. */
  SMUGGLING(TCP_EACH_TIME, 1000, AttackActions::smuggledRequest),
  /** Opens one WebSocket after another. */
  HANDSHAKES(WEB_SOCKET_EACH_TIME, 200, AttackAction.NOTHING),
  /** Opens a WebSocket, and neither reads nor answers afterwards. */
  HALF_OPEN(WEB_SOCKET, 1000, (connection, victim) -> connection.stopReading()),
  /** Requests much, and reads nothing. */
  NEVER_READS(WEB_SOCKET, 200, AttackActions::requestAndNeverRead),
  /** Sends a frame, or fragments of one, that are too large. */
  OVERSIZED_FRAME(WEB_SOCKET_EACH_TIME, 1000, AttackActions::oversizedFrame),
  /** Sends bytes that are not a Message. */
  GARBAGE(WEB_SOCKET_EACH_TIME, 1000, AttackActions::garbage),
  /** Disconnects in the middle of a frame. */
  TRUNCATED_FRAME(WEB_SOCKET_EACH_TIME, 1000, AttackActions::truncatedFrame),
  /** Sends a text frame. */
  TEXT_FRAME(WEB_SOCKET_EACH_TIME, 1000, AttackActions::textFrame),
  /** Sends empty frames by the thousand. */
  EMPTY_FRAMES(WEB_SOCKET, 2000, AttackActions::emptyFrames),
  /** Sends a Message nested a thousand deep. */
  NESTED(WEB_SOCKET_EACH_TIME, 1000, AttackActions::nested),
  /** Logs in as its victim without the key. */
  FORGED_LOGIN(WEB_SOCKET_EACH_TIME, 500, AttackActions::forgedLogin),
  /** Logs in with a signature for another connection. */
  REPLAYED_LOGIN(WEB_SOCKET_EACH_TIME, 500, AttackActions::replayedLogin),
  /** Logs in, and registers a hundred other keys again and again. */
  REGISTRATIONS(WEB_SOCKET, 1000, AttackActions::registration),
  /** Takes the one-time keys of its victim. */
  KEY_DRAIN(WEB_SOCKET, 200, AttackActions::keyRequest),
  /** Requests the keys of users that do not exist. */
  LOOK_UPS(WEB_SOCKET, 200, AttackActions::unknownUserKeys),
  /** Sends its victim sixty messages per second, more than one source may. */
  MESSAGES(WEB_SOCKET, 1000, AttackActions::messages),
  /** Pipelines twice as many requests as one connection may. */
  PIPELINING(WEB_SOCKET, 500, AttackActions::pipeline),
  /** Requests keys by the hundred at once, and reads nothing. */
  UNREAD_ANSWERS(WEB_SOCKET, 2000, ExhaustionActions.unreadAnswers(200)),
  /** Begins a message of the largest size and never ends it. */
  UNFINISHED(WEB_SOCKET, 1000, ExhaustionActions::unfinished),
  /** Sends frames that are expensive to decode. */
  COSTLY_FRAMES(WEB_SOCKET_EACH_TIME, 2000, ExhaustionActions.costlyFrames(1)),
  /** Logs in, and sends registrations of the largest size, one after another. */
  LARGE_REGISTRATIONS(WEB_SOCKET, 4000, ExhaustionActions.largeRegistrations(2)),
  /** Changes the keys of one user, concurrently with the others of its kind. */
  CONCURRENT_REGISTRATIONS(WEB_SOCKET, 4000, ExhaustionActions.concurrentRegistrations(2, 100)),
  /** Requests keys by the hundred at once, and reads them. */
  KEY_REQUESTS(WEB_SOCKET, 2000, ExhaustionActions.keyRequests(200)),
  /** Fills its victim's mailbox with messages of one byte. */
  TINY_MESSAGES(WEB_SOCKET, 1000, ExhaustionActions.tinyMessages(30)),
  /** Sends handshakes without a key, again and again on one connection. */
  FAILED_HANDSHAKES(TCP, 500, ExhaustionActions.failedHandshakes(10)),
  /** Requests places for attachments of the largest size, and puts none. */
  UPLOAD_OFFERS(SECOND_VERSION, 2000, pushService -> AttachmentActions.uploadOffers(4)),
  /** Puts one attachment after another. */
  UPLOADS(SECOND_VERSION, 500, pushService -> AttachmentActions.uploads(512 * 1024)),
  /** Puts attachments byte by byte, with valid and forged links. */
  SLOW_UPLOADS(SECOND_VERSION, 1000, pushService -> new SlowUploads()),
  /** Fetches an attachment again and again, and reads nothing. */
  SLOW_DOWNLOADS(SECOND_VERSION, 1000, pushService -> new SlowDownloads()),
  /** Fetches and puts attachments with forged links. */
  FORGED_LINKS(TCP_EACH_TIME, 100, pushService -> AttachmentActions::forgedLink),
  /** Has the server push to somebody else, for one new user after another. */
  WAKEUP_REFLECTOR(SECOND_VERSION_EACH_TIME, 500, WakeupReflector::new);

  // It is stateless, which the compiler cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final AttackPattern pattern;

  AttackKind(ConnectionType type, int intervalMillis, AttackAction action) {
    this(type, intervalMillis, pushService -> action);
  }

  /**
   * @param actions makes that of each client, which remembers something
   */
  AttackKind(ConnectionType type, int intervalMillis, Function<URI, AttackAction> actions) {
    pattern = AttackPattern.of(type, intervalMillis, actions);
  }

  /** Whether it leaves its source no room for attachments. */
  boolean takesAllRoom() {
    return this == UPLOAD_OFFERS;
  }

  AttackPattern pattern() {
    return pattern;
  }
}
