package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.tools.localcluster.FreePorts;

/** A node that goes on whoever else comes, and others that want to join it. */
@ExtendWith(VertxExtension.class)
abstract class Joining {
  static final int MEMBERS = 4;

  static final String NAME = UUID.randomUUID().toString();
  static final int PORT = FreePorts.consecutive(MEMBERS);

  @TempDir static Path certificates;

  static Vertx vertx;
  static Authority ours;
  static int busPort;
  static String database;
  static Installation home;
  static ServerProcess first;

  final List<Installation> installations = new ArrayList<>();

  @BeforeAll
  static void startTheFirst(Vertx given) throws Exception {
    vertx = given;
    ours = Authority.in(certificates);
    busPort = FreePorts.consecutive(1);
    database = TestPostgres.newDatabaseUri();
    JsonObject settings = settings(database);
    settings.getJsonObject("cluster").put("busPort", busPort);
    home = Installation.create().configured(settings).written("cluster.xml", file(NAME));
    first = ServerProcess.run(home, "-conf", Installation.CONF, "-cluster").ready();
  }

  @AfterEach
  void goesOn() throws Exception {
    assertThat(status(first)).isEqualTo(200);
    Identity bob = Identity.generate();
    RawSocket recipient = first.socket(vertx).logIn(bob, 1);
    Mail.register(recipient);
    Mail.send(first.socket(vertx), bob, "hello");
    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
    installations.forEach(Installation::close);
  }

  @AfterAll
  static void stopWithoutComplaint() {
    first.stop();
    assertThat(first.stderr()).allSatisfy(line -> assertThat(line).matches(ServerProcess.INFO));
    home.close();
  }

  /** The shipped file with values of this test in the places of variables. */
  static String file(String name) {
    try {
      return Files.readString(Path.of("cluster.xml"))
          .replace("${cluster.name}", name)
          .replace("${cluster.port}", Integer.toString(PORT))
          .replace("${cluster.members}", members());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String members() {
    return "127.0.0.1:%d,127.0.0.1:%d".formatted(PORT, PORT + 1);
  }

  static JsonObject settings(String database) {
    JsonObject tls = new JsonObject();
    for (String name : List.of("key", "cert", "ca")) {
      tls.put(name, certificates.resolve(name + ".pem").toString());
    }
    return new JsonObject()
        .put("cluster", new JsonObject().put("tls", tls))
        .put("postgres", new JsonObject().put("uri", database))
        .put("delivery", new JsonObject().put("reconcileIntervalSeconds", 3600))
        .put("preKeys", new JsonObject().put("low", 0));
  }

  /** One more, on a database, with a keyset of its own. */
  Installation another(String database) {
    return another(settings(database));
  }

  Installation another(JsonObject settings) {
    Installation installation = Installation.create().configured(settings);
    installations.add(installation);
    return installation;
  }

  /** One more with the first one's keyset. */
  Installation sibling(String database) {
    String keys = home.path("data/keys.json").toString();
    return another(settings(database).put("keys", new JsonObject().put("file", keys)));
  }

  static ServerProcess run(
      Installation installation, List<String> jvmOptions, Map<String, String> environment) {
    return ServerProcess.run(
            installation, jvmOptions, environment, "-conf", Installation.CONF, "-cluster")
        .ready();
  }

  static int status(ServerProcess server) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.healthUri()).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
