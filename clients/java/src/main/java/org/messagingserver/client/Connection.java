package org.messagingserver.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The common part of both kinds of connection. From {@link #connect()} to {@link #close()} it has a
 * socket to one of the servers, or tries to open one. Attempts follow the backoff of {@link
 * ClientTimeouts}, and try the servers in turn.
 *
 * <p>It gives up only if another attempt would fail as well: after a refused login, and after a
 * close code that forbids to retry ({@link Disconnection#retry()}).
 */
public abstract class Connection {
  private final EventLoop loop;

  Connection(EventLoop loop) {
    this.loop = loop;
  }

  abstract ReconnectingSocket socket();

  /**
   * Connects, and reconnects whenever the socket is lost. Requests made before wait for it.
   *
   * @return a future that succeeds when connected for the first time, however long that takes
   *     ({@link #onConnectFailed} reports each failed attempt); it fails with a {@link
   *     ServerRefusedException} if the login was refused, and with a {@link
   *     ConnectionClosedException} if the connection was closed before
   */
  public CompletableFuture<Void> connect() {
    return onLoop(() -> socket().connect());
  }

  /**
   * Connects like {@link #connect()}, but closes the connection if the first attempt fails. Use it
   * to find out immediately whether a server can be reached.
   *
   * @return the future of {@link #connect()}, which also fails with a {@link
   *     ConnectFailedException} that reports why the first attempt failed
   */
  public CompletableFuture<Void> connectOnce() {
    return onLoop(() -> socket().connectOnce());
  }

  /**
   * Drops the current socket, if any, and reconnects after a short delay. The server then resends
   * all messages that were not acked.
   */
  public void reconnect() {
    loop.run(() -> socket().reconnect());
  }

  /**
   * Closes the connection permanently; all pending requests fail with a {@link
   * ConnectionClosedException}.
   *
   * @return a future that completes when the socket is closed
   */
  public CompletableFuture<Void> close() {
    return onLoop(() -> socket().close(new ConnectionClosedException("the connection was closed")));
  }

  /**
   * Sets the handler called after each connect, including the login if there is one. Replaces the
   * previous handler.
   */
  public void onConnected(Runnable handler) {
    loop.run(() -> socket().onConnected(handler));
  }

  /**
   * Sets the handler called after each failed attempt to connect, with the reason: a {@link
   * ConnectFailedException}, or a {@link ServerRefusedException} if the login was refused
   * temporarily. Another attempt follows, unless the connection is closed.
   */
  public void onConnectFailed(Consumer<ClientException> handler) {
    loop.run(() -> socket().onConnectFailed(handler));
  }

  /**
   * Sets the handler called when an established connection is lost, but not after {@link #close()}.
   */
  public void onDisconnected(Consumer<Disconnection> handler) {
    loop.run(() -> socket().onDisconnected(handler));
  }

  final <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> task) {
    CompletableFuture<T> promise = new CompletableFuture<>();
    loop.run(() -> Futures.pipe(task.get(), promise));
    return promise;
  }

  final EventLoop loop() {
    return loop;
  }
}
