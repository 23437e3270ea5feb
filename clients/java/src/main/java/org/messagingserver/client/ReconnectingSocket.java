package org.messagingserver.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.messagingserver.client.ReconnectState.Dialing;
import org.messagingserver.client.ReconnectState.Ended;
import org.messagingserver.client.ReconnectState.Idle;
import org.messagingserver.client.ReconnectState.Ready;
import org.messagingserver.client.ReconnectState.Waiting;
import org.messagingserver.client.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.Retry;

/**
 * Gives a mode one socket at a time, to any of the servers, and opens another whenever it is lost.
 * It stops when closed, or when another attempt would fail as well. See {@link ReconnectState}.
 */
final class ReconnectingSocket implements ClientSocket.Listener {
  private final EventLoop loop;
  private final Transport transport;
  private final ClientOptions options;
  private final ConnectionMode mode;
  private final ClientTimeouts timeouts;
  private final Backoff backoff;
  private final CompletableFuture<Void> firstConnected = new CompletableFuture<>();
  private ReconnectState state = new Idle();
  private int nextServer;
  private Runnable onConnected = () -> {};
  private Consumer<Disconnection> onDisconnected = how -> {};
  private Consumer<ClientException> onConnectFailed = why -> {};
  private boolean firstAttemptOnly;

  ReconnectingSocket(
      EventLoop loop, Transport transport, ClientOptions options, ConnectionMode mode) {
    this.loop = loop;
    this.transport = transport;
    this.options = options;
    this.mode = mode;
    this.timeouts = options.timeouts();
    this.backoff = new Backoff(timeouts.backoffMin(), timeouts.backoffMax());
  }

  /**
   * Connects, unless it has begun already; the future succeeds when connected for the first time.
   */
  CompletableFuture<Void> connect() {
    if (state instanceof Idle) {
      state = ((Idle) state).dialing(dial(), attemptTimeout());
    }
    return firstConnected;
  }

  /** Connects, but closes permanently if the first attempt fails. */
  CompletableFuture<Void> connectOnce() {
    firstAttemptOnly |= state instanceof Idle;
    return connect();
  }

  void onConnected(Runnable task) {
    onConnected = task;
  }

  void onDisconnected(Consumer<Disconnection> handler) {
    onDisconnected = handler;
  }

  /** Sets the handler for failed attempts. */
  void onConnectFailed(Consumer<ClientException> handler) {
    onConnectFailed = handler;
  }

  private ClientSocket dial() {
    List<URI> servers = options.servers();
    URI server = servers.get(Math.floorMod(nextServer++, servers.size()));
    return new ClientSocket(transport, server, loop, options, this);
  }

  private Scheduler.Timer attemptTimeout() {
    return loop.after(
        timeouts.request(), () -> reconnect(new ConnectFailedException("no answer in time")));
  }

  @Override
  public void received(ServerMessage message) {
    if (!(message instanceof AuthChallenge)) {
      mode.received(message);
    } else if (state instanceof Dialing) {
      Dialing dialing = (Dialing) state;
      Futures.on(
          mode.challenged(dialing.socket, (AuthChallenge) message),
          welcome -> ready(dialing),
          refusal -> loginFailed(dialing, refusal));
    }
  }

  private void ready(Dialing dialing) {
    if (state == dialing) {
      dialing.timeout.cancel();
      firstAttemptOnly = false;
      state = dialing.ready(loop.now());
      mode.opened(dialing.socket);
      loop.succeed(firstConnected, null);
      loop.run(onConnected);
    }
  }

  private void loginFailed(Dialing dialing, Throwable refusal) {
    if (state != dialing) {
      return;
    }
    ClientException why =
        refusal instanceof ClientException
            ? (ClientException) refusal
            : ConnectFailedException.of(refusal);
    if (why instanceof ServerRefusedException
        && ((ServerRefusedException) why).retry() == Retry.NO) {
      var unused = close(why);
    } else {
      reconnect(why);
    }
  }

  @Override
  public void drained() {
    mode.drained();
  }

  @Override
  public void closed(Disconnection how) {
    if (how.retry() == Retry.NO) {
      notifyDisconnected(how);
      var unused =
          close(new ConnectionClosedException("the server closed with code " + how.closeCode()));
    } else {
      disconnected(
          how,
          new ConnectFailedException("the server closed at once, with code " + how.closeCode()));
    }
  }

  @Override
  public void failed(ConnectFailedException why) {
    disconnected(Disconnection.WITHOUT_CODE, why);
  }

  /** Drops the socket, if any, and reconnects after a delay. */
  void reconnect() {
    reconnect(new ConnectFailedException("reconnect was requested"));
  }

  private void reconnect(ClientException why) {
    if (state instanceof Dialing || state instanceof Ready) {
      var unused = closeSocket();
      disconnected(Disconnection.WITHOUT_CODE, why);
    }
  }

  private void disconnected(Disconnection how, ClientException why) {
    notifyDisconnected(how);
    if (state instanceof Dialing) {
      Dialing dialing = (Dialing) state;
      notifyConnectFailed(why);
      if (firstAttemptOnly) {
        var unused = close(why);
        return;
      }
      dialing.timeout.cancel();
      state = dialing.waiting(retryTimer(dialing.attempt));
      mode.disconnected();
    } else if (state instanceof Ready) {
      Ready ready = (Ready) state;
      int attempt = ready.attemptAfter(loop.now(), timeouts.backoffMax().toMillis());
      state = ready.waiting(attempt, retryTimer(attempt));
      mode.disconnected();
    }
  }

  private void notifyDisconnected(Disconnection how) {
    if (state instanceof Ready) {
      Consumer<Disconnection> handler = onDisconnected;
      loop.run(() -> handler.accept(how));
    }
  }

  private void notifyConnectFailed(ClientException why) {
    Consumer<ClientException> handler = onConnectFailed;
    loop.run(() -> handler.accept(why));
  }

  private Scheduler.Timer retryTimer(int attempt) {
    // Try every server before the delay grows.
    Duration wait = backoff.delay(attempt / options.servers().size());
    return loop.after(wait, this::retry);
  }

  private void retry() {
    if (state instanceof Waiting) {
      state = ((Waiting) state).dialing(dial(), attemptTimeout());
    }
  }

  /** Closes permanently; the future completes when the socket is closed. */
  CompletableFuture<Void> close(ClientException why) {
    CompletableFuture<Void> closed = closeSocket();
    if (!(state instanceof Ended)) {
      state = new Ended();
      mode.closed(why);
      loop.fail(firstConnected, why);
    }
    return closed;
  }

  private CompletableFuture<Void> closeSocket() {
    if (state instanceof Dialing) {
      ((Dialing) state).timeout.cancel();
      return ((Dialing) state).socket.close();
    }
    if (state instanceof Ready) {
      return ((Ready) state).socket.close();
    }
    if (state instanceof Waiting) {
      ((Waiting) state).timer.cancel();
    }
    return Futures.done();
  }
}
