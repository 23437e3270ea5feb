package org.messagingserver.system.outages;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.KeyTaker;
import org.messagingserver.testkit.MessageStream;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Recipient;
import org.messagingserver.testkit.ServerProcess;

/**
 * A server that is crashed in the middle of traffic, round after round, each time on what the
 * rounds before left behind. One recipient is away all the time, the other is there in each round.
 */
final class CrashedServer implements AutoCloseable {
  private static final int KEYS = 20;
  private static final String LAST = "last/";
  private static final int LATEST_CRASH_MILLIS = 400;

  /** A server that lives for seconds gains nothing from the better of the two compilers. */
  private static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1");

  private final Random random;
  private final Recipient away;
  private final Recipient present;
  private final KeyTaker keyTaker;
  private final List<MessageStream> toAway = new ArrayList<>();
  private final List<MessageStream> toPresent = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Vertx vertx;
  private final Installation installation =
      Installation.create()
          .configured(
              new JsonObject()
                  .put("limits", new JsonObject().put("enabled", false))
                  .put("delivery", new JsonObject().put("ackMillis", 0))
                  .put("preKeys", new JsonObject().put("maxPerDevice", 100_000))
                  .put("mailbox", new JsonObject().put("maxMessages", 1_000_000)));
  private ServerProcess server;
  private int unanswered;

  CrashedServer(Vertx vertx, Random random) {
    this.vertx = vertx;
    this.random = random;
    this.away = new Recipient(random);
    this.present = new Recipient(random);
    this.keyTaker = new KeyTaker(present.address().user());
    start();
    away.register(away.logIn(socket()), 0);
  }

  private void start() {
    server = ServerProcess.run(installation, JVM_OPTIONS, "-conf", Installation.CONF).ready();
  }

  private RawSocket socket() {
    return server.socket(vertx);
  }

  /** Lets messages and keys flow, crashes it at a random moment, and lets it come back. */
  void crash(Crash crash) throws InterruptedException {
    RawSocket logged = present.logIn(socket());
    present.register(logged, KEYS);
    MessageStream first = stream(away, toAway);
    MessageStream second = stream(present, toPresent);
    RawSocket stranger = socket();
    CompletableFuture<?> streams = CompletableFuture.allOf(running(first), running(second));
    CompletableFuture<?> others =
        CompletableFuture.allOf(
            running(() -> present.listenForgetfully(logged)),
            running(() -> keyTaker.take(stranger, KEYS)));

    Thread.sleep(random.nextInt(LATEST_CRASH_MILLIS));
    crash.hit(server, installation);

    if (crash == Crash.POSTMASTER) {
      first.awaitProgress();
      second.awaitProgress();
      first.finish();
      second.finish();
      streams.join();
      logged.kill();
    } else {
      server.exitCode(ServerProcess.STOP);
      streams.join();
      start();
    }
    others.join();
    unanswered += first.unanswered() + second.unanswered();
  }

  private MessageStream stream(Recipient to, List<MessageStream> all) {
    String name = all.size() + "/";
    MessageStream stream = new MessageStream(socket(), to.address(), name);
    all.add(stream);
    return stream;
  }

  private CompletableFuture<Void> running(Runnable actor) {
    return CompletableFuture.runAsync(actor, threads);
  }

  /** Lets both recipients read all that waits, and a stranger take all keys that are left. */
  void settle() {
    Stream.of(away, present).forEach(this::readAll);
    keyTaker.take(socket(), present.registeredKeys().size() - keyTaker.takenKeys().size() + 1);
  }

  private void readAll(Recipient recipient) {
    RawSocket logged = recipient.logIn(socket());
    MessageStream last = new MessageStream(socket(), recipient.address(), LAST);
    last.sendOnly(1);
    recipient.listenUpTo(logged, LAST + 1);
  }

  /** Who was away until {@link #settle}. */
  Recipient away() {
    return away;
  }

  /** Who was there at each crash, and forgot to ack now and then. */
  Recipient present() {
    return present;
  }

  /** What was sent to one of the two, a stream for each round. */
  List<MessageStream> streamsTo(Recipient recipient) {
    return recipient == away ? toAway : toPresent;
  }

  /** Who took the keys of {@link #present}. */
  KeyTaker keyTaker() {
    return keyTaker;
  }

  /** How many messages were on their way at a crash and got no answer. */
  int unanswered() {
    return unanswered;
  }

  @Override
  public void close() {
    server.close();
    threads.shutdownNow();
    installation.close();
  }
}
