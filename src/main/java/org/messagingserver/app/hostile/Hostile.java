package org.messagingserver.app.hostile;

import io.vertx.core.net.NetClient;
import java.net.URI;
import org.messagingserver.identity.Address;

/**
 * One client that does what its kind does, and comes again when it has been thrown out. Lives on
 * one event loop.
 */
final class Hostile {
  private final Kind kind;
  private final NetClient client;
  private final URI server;
  private final Address victim;
  private final Runnable onFirstDeed;
  private Line line;
  private boolean calling;
  private boolean hasActed;

  /**
   * @param client connects from this client's own address
   * @param onFirstDeed run once
   */
  Hostile(Kind kind, NetClient client, URI server, Address victim, Runnable onFirstDeed) {
    this.kind = kind;
    this.client = client;
    this.server = server;
    this.victim = victim;
    this.onFirstDeed = onFirstDeed;
  }

  /** To be called at its kind's pace. */
  void turn() {
    if (line == null || !line.isUp() || kind.manner().comesAgain()) {
      call();
    } else if (!kind.manner().upgrades() || line.nonce().isPresent()) {
      act();
    }
  }

  /** One call at a time: a server that is slow to answer is not called by more and more. */
  private void call() {
    if (!calling) {
      calling = true;
      if (line != null) {
        line.hangUp();
      }
      Line.dial(client, server).onSuccess(this::met).onComplete(done -> calling = false);
    }
  }

  private void met(Line fresh) {
    line = fresh;
    if (kind.manner().upgrades()) {
      line.upgrade(this::act);
    } else {
      act();
    }
  }

  private void act() {
    kind.act(line, victim);
    if (!hasActed) {
      hasActed = true;
      onFirstDeed.run();
    }
  }
}
