package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import org.messagingserver.client.ClientException;
import org.messagingserver.client.Disconnection;

/** A {@link org.messagingserver.client.Connection} in the types of Vert.x. */
public abstract sealed class Connection permits AnonymousConnection, AuthenticatedConnection {
  private final org.messagingserver.client.Connection core;

  Connection(org.messagingserver.client.Connection core) {
    this.core = core;
  }

  /** Connects, and reconnects whenever the socket is lost. */
  public Future<Void> connect() {
    return Future.fromCompletionStage(core.connect());
  }

  /** Connects, but closes the connection if the first attempt fails. */
  public Future<Void> connectOnce() {
    return Future.fromCompletionStage(core.connectOnce());
  }

  /** Drops the current socket, if any, and reconnects after a short delay. */
  public void reconnect() {
    core.reconnect();
  }

  /** Closes the connection permanently. */
  public Future<Void> close() {
    return Future.fromCompletionStage(core.close());
  }

  /** Sets the handler called after each connect. */
  public void onConnected(Runnable handler) {
    core.onConnected(handler);
  }

  /** Sets the handler called after each failed attempt to connect, with the reason. */
  public void onConnectFailed(Handler<ClientException> handler) {
    core.onConnectFailed(handler::handle);
  }

  /** Sets the handler called when an established connection is lost. */
  public void onDisconnected(Handler<Disconnection> handler) {
    core.onDisconnected(handler::handle);
  }
}
