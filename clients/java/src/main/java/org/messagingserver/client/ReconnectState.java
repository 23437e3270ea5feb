package org.messagingserver.client;

/**
 * Where a connection is on its way to a server, and what it holds there.
 *
 * <pre>
 *   Idle ──▶ Dialing ──▶ Ready
 *               ▲  │       │
 *               │  ▼       ▼
 *              Waiting ◀───┘        every one ──▶ Ended
 * </pre>
 *
 * <p>An attempt counts from 0, and on through short-lived sockets: a server that takes a connection
 * only to drop it is not asked again any sooner.
 */
sealed interface ReconnectState {

  /** Nobody has asked for a connection yet. */
  record Idle() implements ReconnectState {
    Dialing dialing(ClientSocket clientSocket, long timeout) {
      return new Dialing(0, clientSocket, timeout);
    }
  }

  /** A server was dialled and is not yet ready; the timer ends the attempt. */
  record Dialing(int attempt, ClientSocket clientSocket, long timeout) implements ReconnectState {
    Ready ready(long now) {
      return new Ready(attempt, clientSocket, now);
    }

    Waiting waiting(long timer) {
      return new Waiting(attempt, timer);
    }
  }

  /** Connected, and logged in where the role wants that. */
  record Ready(int attempt, ClientSocket clientSocket, long since) implements ReconnectState {
    /** The attempt that counts when this is lost now: 0 again after a life that was long enough. */
    int attemptAfter(long now, long longEnoughMillis) {
      return now - since >= longEnoughMillis ? 0 : attempt;
    }

    Waiting waiting(int countedAttempt, long timer) {
      return new Waiting(countedAttempt, timer);
    }
  }

  /** Between two attempts; the timer starts the next. */
  record Waiting(int attempt, long timer) implements ReconnectState {
    Dialing dialing(ClientSocket clientSocket, long timeout) {
      return new Dialing(attempt + 1, clientSocket, timeout);
    }
  }

  /** Closed for good. */
  record Ended(ClientException why) implements ReconnectState {}
}
