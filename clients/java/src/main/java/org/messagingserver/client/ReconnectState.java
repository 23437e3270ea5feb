package org.messagingserver.client;

/**
 * The state of a connection, with the resources that it holds.
 *
 * <pre>
 *   Idle ──▶ Dialing ──▶ Ready
 *               ▲  │       │
 *               │  ▼       ▼
 *              Waiting ◀───┘        any state ──▶ Ended
 * </pre>
 *
 * <p>Attempts count from 0, and short-lived sockets do not reset the count: a server that accepts
 * connections and drops them is not retried sooner.
 */
sealed interface ReconnectState {

  /** {@code connect} has not been called. */
  record Idle() implements ReconnectState {
    Dialing dialing(ClientSocket socket, long timeout) {
      return new Dialing(0, socket, timeout);
    }
  }

  /** Connecting and logging in; the timer ends the attempt. */
  record Dialing(int attempt, ClientSocket socket, long timeout) implements ReconnectState {
    Ready ready(long now) {
      return new Ready(attempt, socket, now);
    }

    Waiting waiting(long timer) {
      return new Waiting(attempt, timer);
    }
  }

  /** Connected, and logged in if the mode requires it. */
  record Ready(int attempt, ClientSocket socket, long since) implements ReconnectState {
    /** The attempt to continue with if the socket is lost now: 0 if it lived long enough. */
    int attemptAfter(long now, long longEnoughMillis) {
      return now - since >= longEnoughMillis ? 0 : attempt;
    }

    Waiting waiting(int countedAttempt, long timer) {
      return new Waiting(countedAttempt, timer);
    }
  }

  /** Between two attempts; the timer starts the next. */
  record Waiting(int attempt, long timer) implements ReconnectState {
    Dialing dialing(ClientSocket socket, long timeout) {
      return new Dialing(attempt + 1, socket, timeout);
    }
  }

  /** Closed permanently. */
  record Ended(ClientException why) implements ReconnectState {}
}
