package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.time.Duration;
import org.messagingserver.client.ReconnectState.Dialing;
import org.messagingserver.client.ReconnectState.Ended;
import org.messagingserver.client.ReconnectState.Idle;
import org.messagingserver.client.ReconnectState.Ready;
import org.messagingserver.client.ReconnectState.Waiting;
import org.messagingserver.protocol.Retry;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;

/**
 * Gives a mode one socket at a time, to any of the servers, and opens another whenever it is lost.
 * It stops when closed, or when another attempt would fail as well. See {@link ReconnectState}.
 */
final class ReconnectingSocket implements ClientSocket.Listener {
  private final EventLoop loop;
  private final Dialer dialer;
  private final ConnectionMode mode;
  private final ClientTimeouts timeouts;
  private final Backoff backoff;
  private final Promise<Void> firstConnected = Promise.promise();
  private ReconnectState state = new Idle();
  private int nextServer;
  private Runnable onConnected = () -> {};
  private Handler<Disconnection> onDisconnected = how -> {};
  private Handler<ClientException> onConnectFailed = why -> {};
  private boolean firstAttemptOnly;

  ReconnectingSocket(EventLoop loop, Dialer dialer, ConnectionMode mode) {
    this.loop = loop;
    this.dialer = dialer;
    this.mode = mode;
    this.timeouts = dialer.options().timeouts();
    this.backoff = new Backoff(timeouts.backoffMin(), timeouts.backoffMax());
  }

  /**
   * Connects, unless it has begun already; the future succeeds when connected for the first time.
   */
  Future<Void> connect() {
    if (state instanceof Idle idle) {
      state = idle.dialing(dial(), attemptTimeout());
    }
    return firstConnected.future();
  }

  /** Connects, but closes permanently if the first attempt fails. */
  Future<Void> connectOnce() {
    firstAttemptOnly |= state instanceof Idle;
    return connect();
  }

  void onConnected(Runnable task) {
    onConnected = task;
  }

  void onDisconnected(Handler<Disconnection> handler) {
    onDisconnected = handler;
  }

  /** Sets the handler for failed attempts. */
  void onConnectFailed(Handler<ClientException> handler) {
    onConnectFailed = handler;
  }

  private ClientSocket dial() {
    return dialer.dial(nextServer++, loop, this);
  }

  private long attemptTimeout() {
    return loop.after(
        timeouts.request(), () -> reconnect(new ConnectFailedException("no answer in time")));
  }

  @Override
  public void received(ServerMessage message) {
    if (!(message instanceof AuthChallenge challenge)) {
      mode.received(message);
    } else if (state instanceof Dialing dialing) {
      mode.challenged(dialing.socket(), challenge)
          .onComplete(welcome -> ready(dialing), refusal -> loginFailed(dialing, refusal));
    }
  }

  private void ready(Dialing dialing) {
    if (state == dialing) {
      loop.cancel(dialing.timeout());
      firstAttemptOnly = false;
      state = dialing.ready(loop.now());
      mode.opened(dialing.socket());
      loop.succeed(firstConnected, null);
      loop.run(onConnected);
    }
  }

  private void loginFailed(Dialing dialing, Throwable refusal) {
    if (state == dialing
        && refusal instanceof ServerRefusedException refused
        && refused.retry() == Retry.NO) {
      close(refused);
    } else if (state == dialing) {
      reconnect(
          refusal instanceof ClientException known ? known : new ConnectFailedException(refusal));
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
      close(new ConnectionClosedException("the server closed with code " + how.closeCode()));
    } else {
      disconnected(
          how,
          new ConnectFailedException("the server closed at once, with code " + how.closeCode()));
    }
  }

  @Override
  public void connectFailed(Throwable why) {
    disconnected(Disconnection.WITHOUT_CODE, new ConnectFailedException(why));
  }

  /** Drops the socket, if any, and reconnects after a delay. */
  void reconnect() {
    reconnect(new ConnectFailedException("reconnect was requested"));
  }

  private void reconnect(ClientException why) {
    if (state instanceof Dialing dialing) {
      dialing.socket().close();
      disconnected(Disconnection.WITHOUT_CODE, why);
    } else if (state instanceof Ready ready) {
      ready.socket().close();
      disconnected(Disconnection.WITHOUT_CODE, why);
    }
  }

  private void disconnected(Disconnection how, ClientException why) {
    notifyDisconnected(how);
    if (state instanceof Dialing dialing) {
      notifyConnectFailed(why);
      if (firstAttemptOnly) {
        close(why);
        return;
      }
      loop.cancel(dialing.timeout());
      state = dialing.waiting(retryTimer(dialing.attempt()));
      mode.disconnected();
    } else if (state instanceof Ready ready) {
      int attempt = ready.attemptAfter(loop.now(), timeouts.backoffMax().toMillis());
      state = ready.waiting(attempt, retryTimer(attempt));
      mode.disconnected();
    }
  }

  private void notifyDisconnected(Disconnection how) {
    if (state instanceof Ready) {
      Handler<Disconnection> handler = onDisconnected;
      loop.run(() -> handler.handle(how));
    }
  }

  private void notifyConnectFailed(ClientException why) {
    Handler<ClientException> handler = onConnectFailed;
    loop.run(() -> handler.handle(why));
  }

  private long retryTimer(int attempt) {
    // Try every server before the delay grows.
    Duration wait = backoff.delay(attempt / dialer.options().servers().size());
    return loop.after(wait, this::retry);
  }

  private void retry() {
    if (state instanceof Waiting waiting) {
      state = waiting.dialing(dial(), attemptTimeout());
    }
  }

  /** Closes permanently; the future completes when the socket is closed. */
  Future<Void> close(ClientException why) {
    Future<Void> closed = closeSocket();
    if (!(state instanceof Ended)) {
      state = new Ended(why);
      mode.closed(why);
      loop.fail(firstConnected, why);
    }
    return closed;
  }

  private Future<Void> closeSocket() {
    if (state instanceof Dialing dialing) {
      loop.cancel(dialing.timeout());
      return dialing.socket().close();
    }
    if (state instanceof Ready ready) {
      return ready.socket().close();
    }
    if (state instanceof Waiting waiting) {
      loop.cancel(waiting.timer());
    }
    return Future.succeededFuture();
  }
}
