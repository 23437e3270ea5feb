package org.messagingserver.tools.adversary;

import io.vertx.core.net.NetClient;
import java.net.URI;
import org.messagingserver.protocol.Address;

/**
 * One client that does what its habit is, and comes again when it has been thrown out. Lives on one
 * event loop.
 */
final class Hostile {
  private final Habit habit;
  private final NetClient client;
  private final URI server;
  private final Address victim;
  private final Runnable onFirstDeed;
  private RawTcpConnection rawTcpConnection;
  private boolean calling;
  private boolean hasActed;

  /**
   * @param client connects from this client's own address
   * @param onFirstDeed run once
   */
  Hostile(Habit habit, NetClient client, URI server, Address victim, Runnable onFirstDeed) {
    this.habit = habit;
    this.client = client;
    this.server = server;
    this.victim = victim;
    this.onFirstDeed = onFirstDeed;
  }

  /** To be called at its habit's pace. */
  void turn() {
    if (rawTcpConnection == null
        || !rawTcpConnection.isUp()
        || habit.connectionType().comesAgain()) {
      call();
    } else if (!habit.connectionType().upgrades() || rawTcpConnection.nonce().isPresent()) {
      act();
    }
  }

  /** One call at a time: a server that is slow to answer is not called by more and more. */
  private void call() {
    if (!calling) {
      calling = true;
      if (rawTcpConnection != null) {
        rawTcpConnection.hangUp();
      }
      RawTcpConnection.dial(client, server)
          .onSuccess(this::met)
          .onComplete(done -> calling = false);
    }
  }

  private void met(RawTcpConnection fresh) {
    rawTcpConnection = fresh;
    if (habit.connectionType().upgrades()) {
      rawTcpConnection.upgrade(this::act);
    } else {
      act();
    }
  }

  private void act() {
    habit.attackAction().act(rawTcpConnection, victim);
    if (!hasActed) {
      hasActed = true;
      onFirstDeed.run();
    }
  }
}
