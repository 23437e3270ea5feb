package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.encryption.KeysetEditor;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Correspondence;
import org.messagingserver.testkit.Letter;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestNodes;
import org.messagingserver.testkit.TestServer;
import org.messagingserver.tools.localcluster.FreePorts;

/** Sealing keys come and go while nodes serve; only the order has to be kept, and is watched. */
@ExtendWith(VertxExtension.class)
class KeyRotationIT {
  private static final int NODES = 3;
  private static final int TICK_MILLIS = 10;

  private static final String OLDER =
      "keys.file: this database holds what was sealed by a key that is not in it;"
          + " bring the newest keys.file";

  private static final String TOO_EARLY =
      "keys.file: other nodes lack the key that it seals with;"
          + " take that back (keys demote), and restart them with it before: keys promote";

  @TempDir Path directory;
  private Vertx clients;
  private final String database = TestPostgres.newDatabaseUri();
  private final TestDatabase tables = new TestDatabase(database);
  private final List<URI> uris = new ArrayList<>();
  private Path file;
  private KeysetEditor keys;
  private TestNodes nodes;

  @BeforeEach
  void start(Vertx given) {
    clients = given;
    file = directory.resolve("keys.json");
    keys = editor(file);
    nodes =
        TestNodes.start(
            0,
            new JsonObject()
                .put("postgres", new JsonObject().put("uri", database))
                .put("keys", new JsonObject().put("file", file.toString()))
                .put("preKeys", new JsonObject().put("low", 0)));
    int port = FreePorts.consecutive(NODES);
    for (int node = 0; node < NODES; node++) {
      JsonObject http = new JsonObject().put("port", port + node);
      uris.add(nodes.another(new JsonObject().put("http", http)).uri());
    }
  }

  @AfterEach
  void stop() {
    nodes.close();
    tables.close();
  }

  @Test
  void losesNothingWhileAKeyIsAddedEverywhereAndThenPromoted() throws IOException {
    Path beginning = copied("beginning.json");
    Identity offline = Identity.generate();
    Requests.registered(nodes.get(0), offline, 1, "one-time 1", "one-time 2").close();
    deliver("under the first key", 0, offline);
    List<Correspondence> traffic = correspondences();
    long timer = clients.setPeriodic(TICK_MILLIS, t -> traffic.forEach(Correspondence::write));

    keys.add();
    Path early = copied("early.json");
    editor(early).promote();
    assertThatThrownBy(() -> nodes.another(with(early))).hasRootCauseMessage(TOO_EARLY);
    nodes.restart(0);
    nodes.restart(1, 2);
    traffic.forEach(KeyRotationIT::awaitProgress);
    deliver("still under the first key", 1, offline);
    keys.promote();
    nodes.restart(0);
    deliver("under the second key, where some still seal with the first", 0, offline);
    assertThat(oneTimeKeyOf(offline, 1)).isEqualTo("one-time 2");
    assertThat(Mail.takeAll(nodes.get(1), offline)).hasSize(3);
    nodes.restart(1, 2);
    deliver("under the second key", 2, offline);
    clients.cancelTimer(timer);

    String second = keys.summary().sealingKeys().get(1).name();
    assertThat(sealedWith()).containsExactly(second);
    assertThat(oneTimeKeyOf(offline, 2)).isEqualTo("one-time 1");
    assertThat(Mail.takeAll(nodes.get(1), offline)).containsExactly("under the second key");
    traffic.forEach(KeyRotationIT::assertComplete);
    assertThatThrownBy(() -> TestServer.start(alone(beginning))).hasRootCauseMessage(OLDER);
  }

  private static void awaitProgress(Correspondence one) {
    long now = System.nanoTime();
    Mail.until(() -> one.letters().anyMatch(letter -> letter.sent() > now && letter.isDone()));
  }

  private static void assertComplete(Correspondence one) {
    Mail.until(() -> one.letters().allMatch(Letter::isDone));
    assertThat(one.reconnects()).isPositive();
    one.close();
  }

  /** Between clients of different nodes, who find another node when theirs stops. */
  private List<Correspondence> correspondences() {
    return Stream.of(List.of(0, 1, 2), List.of(1, 2, 0), List.of(2, 0, 1))
        .map(order -> order.stream().map(uris::get).toList())
        .map(known -> Correspondence.open(clients, Identity.generate(), known, uris))
        .toList();
  }

  private void deliver(String text, int node, Identity to) {
    RawSocket sender = RawSocket.open(nodes.get(node));
    Mail.deliver(sender, to, text);
    sender.close();
  }

  private String oneTimeKeyOf(Identity user, int node) {
    RawSocket stranger = RawSocket.open(nodes.get(node));
    ServerMessage answer = stranger.ask(Requests.preKeysOf(user));
    stranger.close();
    return ((ServerMessage.PreKey) answer).bundle().oneTimePreKey().toString();
  }

  /** The names of the keys that have sealed what waits. */
  private List<String> sealedWith() {
    return tables.column(
        "SELECT DISTINCT encode(substring(sealed_message from 2 for 4), 'hex') FROM mailbox");
  }

  private Path copied(String name) throws IOException {
    return Files.copy(file, directory.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private JsonObject alone(Path file) {
    return with(file).put("postgres", new JsonObject().put("uri", database));
  }

  private static JsonObject with(Path file) {
    return new JsonObject()
        .put("http", new JsonObject().put("port", 0))
        .put("keys", new JsonObject().put("file", file.toString()));
  }

  private static KeysetEditor editor(Path file) {
    return new KeysetEditor(new EncryptionSettings(file, Optional.empty()));
  }
}
