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
 * Gives a role one socket at a time, to any of the servers, and another one whenever it is lost;
 * until closed, or refused in a way that trying again would not change. See {@link ReconnectState}.
 */
final class ReconnectingSocket implements ClientSocket.Listener {
  private final EventLoop loop;
  private final Dialer dialer;
  private final ConnectionMode connectionMode;
  private final ClientTimeouts clientTimeouts;
  private final Backoff backoff;
  private final Promise<Void> firstReady = Promise.promise();
  private ReconnectState state = new Idle();
  private int turn;
  private Runnable whenReady = () -> {};
  private Handler<Disconnection> whenLost = how -> {};
  private Handler<ClientException> whenFailed = why -> {};
  private boolean onlyOnce;

  ReconnectingSocket(EventLoop loop, Dialer dialer, ConnectionMode connectionMode) {
    this.loop = loop;
    this.dialer = dialer;
    this.connectionMode = connectionMode;
    this.clientTimeouts = dialer.options().clientTimeouts();
    this.backoff = new Backoff(clientTimeouts.backoffMin(), clientTimeouts.backoffMax());
  }

  /** Begins, where it has not begun yet; the future succeeds when first ready. */
  Future<Void> begin() {
    if (state instanceof Idle idle) {
      state = idle.dialing(dial(), attemptTimeout());
    }
    return firstReady.future();
  }

  /** The same, but closed for good where the first attempt fails. */
  Future<Void> beginOnce() {
    onlyOnce |= state instanceof Idle;
    return begin();
  }

  void whenReady(Runnable task) {
    whenReady = task;
  }

  void whenLost(Handler<Disconnection> handler) {
    whenLost = handler;
  }

  /** Told of each attempt that failed. */
  void whenFailed(Handler<ClientException> handler) {
    whenFailed = handler;
  }

  private ClientSocket dial() {
    return dialer.dial(turn++, loop, this);
  }

  private long attemptTimeout() {
    return loop.after(
        clientTimeouts.request(), () -> abandon(new ConnectFailedException("no answer in time")));
  }

  @Override
  public void received(ServerMessage message) {
    if (!(message instanceof AuthChallenge challenge)) {
      connectionMode.received(message);
    } else if (state instanceof Dialing dialing) {
      connectionMode
          .greeted(dialing.clientSocket(), challenge.nonce())
          .onComplete(welcome -> ready(dialing), refusal -> refused(dialing, refusal));
    }
  }

  private void ready(Dialing dialing) {
    if (state == dialing) {
      loop.cancel(dialing.timeout());
      onlyOnce = false;
      state = dialing.ready(loop.now());
      connectionMode.opened(dialing.clientSocket());
      loop.succeed(firstReady, null);
      loop.run(whenReady);
    }
  }

  private void refused(Dialing dialing, Throwable refusal) {
    if (state == dialing
        && refusal instanceof ServerRefusedException refused
        && refused.retry() == Retry.NO) {
      end(refused);
    } else if (state == dialing) {
      abandon(
          refusal instanceof ClientException known ? known : new ConnectFailedException(refusal));
    }
  }

  @Override
  public void drained() {
    connectionMode.drained();
  }

  @Override
  public void ended(Disconnection how) {
    if (how.retry() == Retry.NO) {
      tellLost(how);
      end(new ConnectionClosedException("the server closed with code " + how.closeCode()));
    } else {
      lose(
          how,
          new ConnectFailedException("the server closed at once, with code " + how.closeCode()));
    }
  }

  @Override
  public void notOpened(Throwable why) {
    lose(Disconnection.WITHOUT_CODE, new ConnectFailedException(why));
  }

  /** Drops the socket, if there is one, and connects again after a wait. */
  void abandon() {
    abandon(new ConnectFailedException("another attempt was asked for"));
  }

  private void abandon(ClientException why) {
    if (state instanceof Dialing dialing) {
      dialing.clientSocket().close();
      lose(Disconnection.WITHOUT_CODE, why);
    } else if (state instanceof Ready ready) {
      ready.clientSocket().close();
      lose(Disconnection.WITHOUT_CODE, why);
    }
  }

  private void lose(Disconnection how, ClientException why) {
    tellLost(how);
    if (state instanceof Dialing dialing) {
      tellFailed(why);
      if (onlyOnce) {
        end(why);
        return;
      }
      loop.cancel(dialing.timeout());
      state = dialing.waiting(retryTimer(dialing.attempt()));
      connectionMode.lost();
    } else if (state instanceof Ready ready) {
      int attempt = ready.attemptAfter(loop.now(), clientTimeouts.backoffMax().toMillis());
      state = ready.waiting(attempt, retryTimer(attempt));
      connectionMode.lost();
    }
  }

  private void tellLost(Disconnection how) {
    if (state instanceof Ready) {
      Handler<Disconnection> handler = whenLost;
      loop.run(() -> handler.handle(how));
    }
  }

  private void tellFailed(ClientException why) {
    Handler<ClientException> handler = whenFailed;
    loop.run(() -> handler.handle(why));
  }

  private long retryTimer(int attempt) {
    // Each server has its turn before the wait grows.
    Duration wait = backoff.delay(attempt / dialer.options().servers().size());
    return loop.after(wait, this::retry);
  }

  private void retry() {
    if (state instanceof Waiting waiting) {
      state = waiting.dialing(dial(), attemptTimeout());
    }
  }

  /** Closes for good; the future completes when the socket is closed too. */
  Future<Void> end(ClientException why) {
    Future<Void> closed = leave();
    if (!(state instanceof Ended)) {
      state = new Ended(why);
      connectionMode.ended(why);
      loop.fail(firstReady, why);
    }
    return closed;
  }

  private Future<Void> leave() {
    if (state instanceof Dialing dialing) {
      loop.cancel(dialing.timeout());
      return dialing.clientSocket().close();
    }
    if (state instanceof Ready ready) {
      return ready.clientSocket().close();
    }
    if (state instanceof Waiting waiting) {
      loop.cancel(waiting.timer());
    }
    return Future.succeededFuture();
  }
}
