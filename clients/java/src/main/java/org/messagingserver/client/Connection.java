package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * The common part of both kinds of connection: once {@link #connect()} was called, there is a
 * socket to one of the servers, or an attempt to open one, until {@link #close()}. Attempts follow
 * the backoff of {@link ClientTimeouts}; the servers have their turns.
 *
 * <p>It gives up by itself only when trying again would change nothing: after a refused login, and
 * after a close code that says so ({@link Disconnection#retry()}).
 */
public abstract sealed class Connection permits AnonymousConnection, AuthenticatedConnection {
  private final EventLoop loop;

  Connection(EventLoop loop) {
    this.loop = loop;
  }

  abstract ReconnectingSocket lifeline();

  /**
   * Connects, and stays connected from then on. Earlier requests wait for it.
   *
   * @return a future that succeeds when connected for the first time, however long that takes
   *     ({@link #onConnectFailed} tells what it waits for); it fails with a {@link
   *     ServerRefusedException} where the login was refused, with a {@link
   *     ConnectionClosedException} where the connection was closed for good before
   */
  public Future<Void> connect() {
    return onLoop(() -> lifeline().begin());
  }

  /**
   * Connects like {@link #connect()}, but closes the connection for good if the first attempt
   * fails. Use it to find out at once whether a server can be reached.
   *
   * @return as of {@link #connect()}; it also fails with a {@link ConnectFailedException} that
   *     reports why the first attempt failed
   */
  public Future<Void> connectOnce() {
    return onLoop(() -> lifeline().beginOnce());
  }

  /**
   * Drops the present socket, if there is one, and connects again after a short wait. The server
   * then sends again what was not acked.
   */
  public void reconnect() {
    loop.run(() -> lifeline().abandon());
  }

  /**
   * Closes for good; all that is still asked fails with a {@link ConnectionClosedException}.
   *
   * @return a future that completes when the socket is closed
   */
  public Future<Void> close() {
    return onLoop(() -> lifeline().end(new ConnectionClosedException("the connection was closed")));
  }

  /** Called whenever connected, and logged in where that applies. The last handler set counts. */
  public void onConnected(Runnable handler) {
    loop.run(() -> lifeline().whenReady(handler));
  }

  /**
   * Called whenever an attempt to connect has failed, with the reason: mostly a {@link
   * ConnectFailedException}, or a {@link ServerRefusedException} where the login was refused for
   * now. Unless this closes the connection for good, another attempt follows.
   */
  public void onConnectFailed(Handler<ClientException> handler) {
    loop.run(() -> lifeline().whenFailed(handler));
  }

  /**
   * Called whenever what {@link #onConnected} told of has ended, but not after {@link #close()}.
   */
  public void onDisconnected(Handler<Disconnection> handler) {
    loop.run(() -> lifeline().whenLost(handler));
  }

  final <T> Future<T> onLoop(Supplier<Future<T>> task) {
    Promise<T> promise = Promise.promise();
    loop.run(() -> task.get().onComplete(promise));
    return promise.future();
  }

  final EventLoop loop() {
    return loop;
  }
}
