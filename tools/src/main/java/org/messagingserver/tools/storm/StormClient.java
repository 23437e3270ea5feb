package org.messagingserver.tools.storm;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.tools.bench.load.Conversation;
import org.messagingserver.tools.bench.load.LeanSocket;

/**
 * A user that stays logged in: after a lost socket or a failed attempt it tries the next server,
 * with the delays of {@link Backoff}. Runs on the event loop that it is started on.
 */
final class StormClient implements LeanSocket.Reader {
  /** The server asks a device with fewer keys for more. */
  private static final int KEYS = 10;

  private static final int KEY_BYTES = 32;

  private final Vertx vertx;
  private final NetClient net;
  private final List<URI> servers;
  private final Tally tally;
  private final Identity identity = Identity.generate();
  private final Promise<Void> first = Promise.promise();
  private Optional<Conversation> conversation = Optional.empty();
  private boolean registered;
  private boolean online;
  private boolean ended;
  private int nextServer;
  private int attempt;
  private int attempts;
  private long onlineSince;

  /**
   * @param servers in the order in which it tries them; at least one
   */
  StormClient(Vertx vertx, NetClient net, List<URI> servers, Tally tally) {
    this.vertx = vertx;
    this.net = net;
    this.servers = List.copyOf(servers);
    this.tally = tally;
  }

  /**
   * Registers at the last server, and stays logged in from then on, at the first; completes with
   * that login.
   */
  Future<Void> start() {
    nextServer = servers.size() - 1;
    dial();
    return first.future();
  }

  private void dial() {
    int mine = ++attempts;
    URI server = servers.get(Math.floorMod(nextServer++, servers.size()));
    long timer =
        vertx.setTimer(Backoff.REQUEST.toMillis(), late -> failed(mine, "no answer within 15 s"));
    Conversation.open(net, server)
        .onSuccess(opened -> opened(mine, opened))
        .compose(this::logIn)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              loggedIn(mine);
            },
            why -> {
              vertx.cancelTimer(timer);
              failed(mine, kind(why));
            });
  }

  private void opened(int mine, Conversation fresh) {
    if (mine == attempts && !ended) {
      conversation = Optional.of(fresh);
    } else {
      fresh.socket().close();
    }
  }

  private Future<Void> logIn(Conversation fresh) {
    Address address = new Address(identity.userId(), new DeviceId(1));
    return fresh
        .logIn(identity, address)
        .compose(done -> registered ? Future.succeededFuture() : fresh.register(keys()));
  }

  private static List<Buffer> keys() {
    return Stream.generate(StormClient::key).limit(KEYS).toList();
  }

  private static Buffer key() {
    byte[] bytes = new byte[KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private void loggedIn(int mine) {
    if (mine == attempts && !ended && !registered) {
      registered = true;
      nextServer = 0;
      closeSocket();
      dial();
    } else if (mine == attempts && !ended) {
      conversation.orElseThrow().socket().setReader(this);
      online = true;
      onlineSince = System.nanoTime();
      tally.online();
      first.tryComplete();
    }
  }

  private void failed(int mine, String why) {
    if (mine == attempts && !ended) {
      tally.failed(why);
      attempts++;
      closeSocket();
      dialLater(attempt++);
    }
  }

  private void dialLater(int counted) {
    vertx.setTimer(
        Backoff.millis(counted, servers.size()),
        due -> {
          if (!ended) {
            dial();
          }
        });
  }

  /** Closes the socket, if any, and logs in again as after a lost one. */
  void drop() {
    if (online) {
      closeSocket();
      lost();
    }
  }

  /** A socket that did not live for the longest delay does not reset the delays. */
  @Override
  public void lost() {
    online = false;
    conversation = Optional.empty();
    tally.lost();
    boolean livedLong = System.nanoTime() - onlineSince >= Backoff.MAX.toNanos();
    int counted = livedLong ? 0 : attempt;
    attempt = counted + 1;
    dialLater(counted);
  }

  @Override
  public void message(Buffer bytes, int from, int to) {
    // Requests for more keys need no answer.
  }

  private void closeSocket() {
    conversation.ifPresent(open -> open.socket().close());
    conversation = Optional.empty();
  }

  /** Stays offline from now on; unregisters first, if it is logged in. */
  Future<Void> end() {
    boolean reachable = online;
    ended = true;
    online = false;
    Future<Void> unregistered =
        reachable
            ? conversation.orElseThrow().unregister()
            : Future.failedFuture("it is offline, and stays registered");
    return unregistered
        .timeout(Backoff.REQUEST.toMillis(), TimeUnit.MILLISECONDS)
        .onComplete(done -> closeSocket());
  }

  private static String kind(Throwable why) {
    if (why instanceof ConnectException) {
      return "connection refused";
    }
    return Optional.ofNullable(why.getMessage())
        .map(text -> text.replace("the server has answered with ", ""))
        .orElse(why.getClass().getSimpleName());
  }
}
