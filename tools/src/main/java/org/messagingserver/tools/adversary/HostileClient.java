package org.messagingserver.tools.adversary;

import io.vertx.core.net.NetClient;
import java.net.URI;
import org.messagingserver.protocol.Address;

/**
 * A client that repeats its attack, and reconnects when the server has closed its connection. Runs
 * on one event loop.
 */
final class HostileClient {
  private final AttackPattern pattern;
  private final AttackAction action;
  private final NetClient client;
  private final URI server;
  private final Address victim;
  private final Runnable onFirstAction;
  private RawTcpConnection connection;
  private boolean connecting;
  private boolean hasActed;

  /**
   * @param client opens its connections, from its source address
   * @param onFirstAction runs once, after its first action
   */
  HostileClient(
      AttackPattern pattern, NetClient client, AttackTargets targets, Runnable onFirstAction) {
    this.pattern = pattern;
    this.action = pattern.actions().apply(targets.pushService());
    this.client = client;
    this.server = targets.server();
    this.victim = targets.device();
    this.onFirstAction = onFirstAction;
  }

  /** Acts once; call it at the interval of its pattern. */
  void run() {
    if (connection == null || !connection.isOpen() || pattern.type().reconnects()) {
      connect();
    } else if (!pattern.type().isWebSocket() || connection.nonce().isPresent()) {
      act();
    }
  }

  /** Opens one connection at a time, so that a slow server does not receive ever more. */
  private void connect() {
    if (!connecting) {
      connecting = true;
      if (connection != null) {
        connection.close();
      }
      RawTcpConnection.connect(client, server)
          .onSuccess(this::connected)
          .onComplete(done -> connecting = false);
    }
  }

  private void connected(RawTcpConnection fresh) {
    connection = fresh;
    if (pattern.type().isWebSocket()) {
      connection.upgrade(pattern.type().version(), this::act);
    } else {
      act();
    }
  }

  private void act() {
    action.act(connection, victim);
    if (!hasActed) {
      hasActed = true;
      onFirstAction.run();
    }
  }
}
