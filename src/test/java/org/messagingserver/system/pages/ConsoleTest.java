package org.messagingserver.system.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.app.DeployedServer;
import org.messagingserver.client.Identity;
import org.messagingserver.console.Console;
import org.messagingserver.testkit.AdminPort;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Renderings;
import org.messagingserver.testkit.TestServer;

/** The operators' page of one node, which nobody may drain by it. */
class ConsoleTest {
  private static final Path FILES =
      Path.of("src", "main", "resources").resolve(Console.class.getPackageName().replace('.', '/'));

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void isAPage(String method) {
    HttpResponse<String> page = AdminPort.ask(server, method, "/console");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.body().isEmpty()).isEqualTo(method.equals("HEAD"));
  }

  @Test
  void isWhereTheRootOfThePortLeads() {
    HttpResponse<String> root = AdminPort.get(server, "/");

    assertThat(root.statusCode()).isEqualTo(302);
    assertThat(root.headers().firstValue("Location")).hasValue("/console");
  }

  @ParameterizedTest
  @MethodSource("files")
  void hasAllItsFilesFromTheServerItself(String file) throws IOException {
    HttpResponse<String> answer = AdminPort.get(server, "/console/" + file);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(text(file));
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .get()
        .asString()
        .startsWith("default-src 'none'; script-src 'self';")
        .doesNotContain("unsafe", "http");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  private static List<String> files() throws IOException {
    List<String> files = new ArrayList<>(List.of("uplot/uPlot.esm.js", "uplot/uPlot.min.css"));
    try (Stream<Path> ours = Files.list(FILES)) {
      ours.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals("index.html"))
          .forEach(files::add);
    }
    return files;
  }

  private static String text(String file) throws IOException {
    try (InputStream in = Console.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Console.class", "uplot/LICENSE", "..%2fPages.class"})
  void showsNoOtherFileOfTheJar(String file) {
    assertThat(AdminPort.get(server, "/console/" + file).statusCode()).isEqualTo(404);
  }

  @Test
  void tellsWhatTheNodeIs() {
    JsonObject answer = AdminPort.json(server, "/console/nodes");
    JsonObject node = answer.getJsonArray("nodes").getJsonObject(0);

    assertThat(answer.getJsonArray("nodes")).hasSize(1);
    assertThat(node.getString("id")).isEqualTo(answer.getString("here"));
    assertThat(node.getString("name")).isEqualTo("127.0.0.1:" + server.uri().getPort());
    assertThat(node.getString("version")).isEqualTo(DeployedServer.version());
    assertThat(node.getString("state")).isEqualTo("ready");
    assertThat(node.getJsonObject("totals").getDouble("uptime")).isPositive();
  }

  @Test
  void countsConnectionsAndMessages() {
    Identity recipient = Mail.registered(server);
    double before = stored().getDouble("count");
    RawSocket sender = RawSocket.open(server);

    deliver(sender, recipient, "a message");

    // What is told may be as old as a second, and miss what another test has stored before.
    until(() -> stored().getDouble("count") > before);
    until(() -> totals().containsKey("mailbox"));
    assertThat(totals().getJsonObject("connections").getDouble("anonymous")).isPositive();
    JsonObject stored = stored();
    assertThat(stored.getJsonArray("buckets").getJsonArray(8))
        .isEqualTo(new JsonArray().add(5000.0).add(stored.getInteger("count")));
  }

  private static JsonObject stored() {
    return totals().getJsonObject("confirm").getJsonObject("stored");
  }

  private static JsonObject totals() {
    return AdminPort.json(server, "/console/nodes")
        .getJsonArray("nodes")
        .getJsonObject(0)
        .getJsonObject("totals");
  }

  @Test
  void saysNothingOfAClient() {
    String payload = "a payload that is to be found nowhere";
    Identity recipient = Mail.registered(server);
    Renderings secrets = new Renderings();
    secrets.add("recipient", recipient.userId().bytes());
    secrets.add("payload", payload.getBytes(UTF_8));
    deliver(RawSocket.open(server), recipient, payload);

    String text = AdminPort.get(server, "/console/nodes").body();

    assertThat(secrets.foundIn(text)).isEmpty();
  }

  @Test
  void drainsNothingWhereThereIsNoToken() {
    JsonObject answer = AdminPort.json(server, "/console/nodes");
    String here = answer.getString("here");

    HttpResponse<String> refusal = AdminPort.drain(server, here, "Bearer ");

    assertThat(answer.getBoolean("drains")).isFalse();
    assertThat(refusal.statusCode()).isEqualTo(403);
    assertThat(refusal.body()).isEqualTo("draining is disabled: no admin token is configured\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "OPTIONS"})
  void drainsByPostAlone(String method) {
    assertThat(AdminPort.ask(server, method, "/console/drain").statusCode()).isEqualTo(405);
  }
}
