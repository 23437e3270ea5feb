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
abstract class ReconnectState {
  private ReconnectState() {}

  /** {@code connect} has not been called. */
  static final class Idle extends ReconnectState {
    Dialing dialing(ClientSocket socket, Scheduler.Timer timeout) {
      return new Dialing(0, socket, timeout);
    }
  }

  /** Connecting and logging in; the timer ends the attempt. */
  static final class Dialing extends ReconnectState {
    final int attempt;
    final ClientSocket socket;
    final Scheduler.Timer timeout;

    private Dialing(int attempt, ClientSocket socket, Scheduler.Timer timeout) {
      this.attempt = attempt;
      this.socket = socket;
      this.timeout = timeout;
    }

    Ready ready(long now) {
      return new Ready(attempt, socket, now);
    }

    Waiting waiting(Scheduler.Timer timer) {
      return new Waiting(attempt, timer);
    }
  }

  /** Connected, and logged in if the mode requires it. */
  static final class Ready extends ReconnectState {
    final ClientSocket socket;
    private final int attempt;
    private final long since;

    private Ready(int attempt, ClientSocket socket, long since) {
      this.attempt = attempt;
      this.socket = socket;
      this.since = since;
    }

    /** The attempt to continue with if the socket is lost now: 0 if it lived long enough. */
    int attemptAfter(long now, long longEnoughMillis) {
      return now - since >= longEnoughMillis ? 0 : attempt;
    }

    Waiting waiting(int countedAttempt, Scheduler.Timer timer) {
      return new Waiting(countedAttempt, timer);
    }
  }

  /** Between two attempts; the timer starts the next. */
  static final class Waiting extends ReconnectState {
    final Scheduler.Timer timer;
    private final int attempt;

    private Waiting(int attempt, Scheduler.Timer timer) {
      this.attempt = attempt;
      this.timer = timer;
    }

    Dialing dialing(ClientSocket socket, Scheduler.Timer timeout) {
      return new Dialing(attempt + 1, socket, timeout);
    }
  }

  /** Closed permanently. */
  static final class Ended extends ReconnectState {}
}
