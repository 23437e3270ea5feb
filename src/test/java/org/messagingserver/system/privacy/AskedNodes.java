package org.messagingserver.system.privacy;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.system.privacy.Stranger.Answered;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestNodes;
import org.messagingserver.testkit.TestServer;

/** Two nodes with delivery as it is by default, on a disk that nobody waits for. */
final class AskedNodes implements AutoCloseable {
  private final TestNodes nodes;

  /** No two spells ask in the same order, which by chance may look like a leak. */
  private final Random seeds = new Random(1);

  private AskedNodes(TestNodes nodes) {
    this.nodes = nodes;
  }

  static AskedNodes start() {
    JsonObject config =
        new JsonObject()
            .put("limits", TestServer.unlimited())
            .put("preKeys", new JsonObject().put("low", 0))
            .put("delivery", new JsonObject().put("ackMillis", 200));
    AskedNodes asked = new AskedNodes(TestNodes.start(2, config));
    asked.waitForTheDisk(false);
    return asked;
  }

  /** How long the disk of this machine takes is not in question here. */
  private void waitForTheDisk(boolean yes) {
    TestPostgres.execute(yes ? "ALTER SYSTEM RESET fsync" : "ALTER SYSTEM SET fsync = off");
    TestPostgres.execute("SELECT pg_reload_conf()");
    Mail.until(
        () -> {
          try (TestDatabase fresh = new TestDatabase(nodes.get(0).databaseUri())) {
            return fresh.column("SHOW fsync").equals(List.of(yes ? "on" : "off"));
          }
        });
  }

  List<Address> users(Somebody kind, int count) {
    return Stream.generate(() -> kind.another(nodes)).limit(count).toList();
  }

  RawSocket connect() {
    return RawSocket.open(nodes.get(0), ProtocolVersion.V2);
  }

  /** So many strangers ask at once, in so many rounds each; returns all rounds. */
  <K> List<Map<K, Answered>> ask(
      int strangers, int rounds, Map<K, List<Address>> users, Stranger.Asking<K> asking) {
    return ask(strangers, users, asking, stranger -> stranger.ask(rounds));
  }

  /** The same, but each stranger asks about one user after the other. */
  <K> List<Map<K, Answered>> askOneByOne(
      int strangers, int rounds, Map<K, List<Address>> users, Stranger.Asking<K> asking) {
    return ask(strangers, users, asking, stranger -> stranger.askOneByOne(rounds));
  }

  private <K> List<Map<K, Answered>> ask(
      int strangers,
      Map<K, List<Address>> users,
      Stranger.Asking<K> asking,
      Function<Stranger<K>, List<Map<K, Answered>>> rounds) {
    List<CompletableFuture<List<Map<K, Answered>>>> asked = new ArrayList<>();
    for (int started = 0; started < strangers; started++) {
      Stranger<K> stranger = new Stranger<>(connect(), new Random(seeds.nextLong()), users, asking);
      asked.add(
          CompletableFuture.supplyAsync(() -> rounds.apply(stranger), AskedNodes::inBackground));
    }
    List<Map<K, Answered>> all = new ArrayList<>();
    asked.forEach(stranger -> all.addAll(stranger.join()));
    return Collections.unmodifiableList(all);
  }

  private static void inBackground(Runnable task) {
    new Thread(task, "a stranger").start();
  }

  @Override
  public void close() {
    waitForTheDisk(true);
    nodes.close();
  }
}
