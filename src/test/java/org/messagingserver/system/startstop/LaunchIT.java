package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Login;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.testkit.TreeVersion;

/** How the packaged server starts, with an embedded Postgres of its own. */
@ExtendWith(VertxExtension.class)
class LaunchIT {
  private static Vertx vertx;
  private static Installation installation;

  @BeforeAll
  static void install(Vertx given) {
    vertx = given;
    installation = Installation.create();
  }

  @AfterAll
  static void remove() {
    installation.close();
  }

  @Test
  void startsWithAConfigurationFileAndSaysWhereItListensAndHowLongItTook() throws Exception {
    try (ServerProcess server = start("-conf", Installation.CONF)) {

      assertThat(server.uri()).hasScheme("ws").hasHost("127.0.0.1").hasPath("/api");
      assertThat(server.secondsToReady()).isBetween(0.1, 60.0);
      assertThat(status(server.healthUri())).isEqualTo(200);
      server.socket(vertx).logIn(Identity.generate(), 1);
    }
  }

  @Test
  void startsAsVertxRunDoes() throws Exception {
    try (ServerProcess server =
        start("run", "org.messagingserver.app.MainVerticle", "-conf", Installation.CONF)) {

      assertThat(status(server.healthUri())).isEqualTo(200);
      server.socket(vertx).logIn(Identity.generate(), 1);
    }
  }

  @Test
  void startsWhereTheLanguageHasDigitsOfItsOwn() throws Exception {
    try (Installation fresh = Installation.create();
        ServerProcess server =
            ServerProcess.run(
                    fresh,
                    List.of("-Duser.language=ar", "-Duser.country=EG"),
                    Map.of("LANG", "fa_IR.UTF-8", "LC_ALL", ""),
                    "-conf",
                    Installation.CONF)
                .ready()) {

      assertThat(status(server.healthUri())).isEqualTo(200);
      server.socket(vertx).logIn(Identity.generate(), 1);
      assertThat(fresh.path("data/postgres/cluster/messaging-server.conf"))
          .content()
          .containsPattern("(?m)^port = [0-9]+$");
    }
  }

  @Test
  void startsWithDefaultsWithoutAConfigurationFile() throws Exception {
    assumeThat(isFree(8080) && isFree(8081)).as("the default ports are free").isTrue();

    try (ServerProcess server = start()) {

      assertThat(server.uri()).isEqualTo(URI.create("ws://0.0.0.0:8080/api"));
      assertThat(server.healthUri()).isEqualTo(URI.create("http://127.0.0.1:8081/health/ready"));
      server.awaitLine(".* console: http://127\\.0\\.0\\.1:8081/console");
      assertThat(status(server.healthUri())).isEqualTo(200);
    }
  }

  @Test
  void startsWithVariablesAlone() throws Exception {
    try (ServerProcess server =
        ServerProcess.run(
                installation,
                List.of(),
                Map.of(
                    "MESSAGING_SERVER_HTTP_HOST", "127.0.0.1",
                    "MESSAGING_SERVER_HTTP_PORT", "0",
                    "MESSAGING_SERVER_HTTP_ALLOWED_ORIGINS", "[\"https://app.example\"]",
                    "MESSAGING_SERVER_ADMIN_PORT", "0"))
            .ready()) {

      assertThat(server.uri()).hasHost("127.0.0.1");
      assertThat(server.uri().getPort()).isNotIn(0, 8080);
      server.socket(vertx).logIn(Identity.generate(), 1);
    }
  }

  @Test
  void takesTheFileOfTheRepositoryAsItIs() throws Exception {
    assumeThat(isFree(8080) && isFree(8081)).as("the default ports are free").isTrue();

    try (ServerProcess server = start("-conf", Path.of("conf/server.json").toAbsolutePath())) {

      assertThat(status(server.healthUri())).isEqualTo(200);
    }
  }

  @Test
  void keepsItsDataAndKeysToItself() throws Exception {
    try (ServerProcess server = start("-conf", Installation.CONF)) {
      server.stop();

      assertThat(permissions("data/keys.json")).isEqualTo("rw-------");
      assertThat(permissions("data/postgres")).isEqualTo("rwx------");
      assertThat(permissions("data/postgres/password")).isEqualTo("rw-------");
    }
  }

  @Test
  void saysThatItMakesANewDeploymentAndThatLoginsAreNotBoundToIt() {
    try (Installation own = Installation.create()) {
      try (ServerProcess first = ServerProcess.run(own, "-conf", Installation.CONF).ready()) {
        assertThat(first.stderr())
            .anyMatch(
                line ->
                    line.contains(
                        "no keyset at "
                            + own.path("data/keys.json")
                            + ": creating a new deployment"));
        assertThat(first.stderr())
            .filteredOn(line -> line.contains("http.serverNames is not set"))
            .hasSize(1);
        first.stop();
        first.exitCode(ServerProcess.STOP);
      }
      own.configured(
          new JsonObject()
              .put("http", new JsonObject().put("serverNames", new JsonArray().add("127.0.0.1")))
              .put("auth", new JsonObject().put("requireServerName", true)));
      try (ServerProcess again = ServerProcess.run(own, "-conf", Installation.CONF).ready()) {
        assertThat(again.stderr()).noneMatch(line -> line.contains("new deployment"));
        assertThat(again.stderr()).noneMatch(line -> line.contains("serverNames"));
        RawSocket socket = again.socket(vertx);
        Identity user = Identity.generate();
        Login login =
            new Login(new Address(user.userId(), DeviceId.of(1)), socket.challenge(), "127.0.0.1");
        socket.must(sequence -> RawSocket.authResponse(sequence, user, login));
        again.stop();
        again.exitCode(ServerProcess.STOP);
      }
    }
  }

  @Test
  void logsInJsonWhereToldSo() {
    try (Installation own = Installation.create();
        ServerProcess server =
            ServerProcess.run(
                    own.configured(
                        new JsonObject().put("log", new JsonObject().put("format", "json"))),
                    "-conf",
                    Installation.CONF)
                .ready()) {
      server.stop();
      server.exitCode(ServerProcess.STOP);

      assertThat(server.stderr())
          .map(line -> new JsonObject(line).getString("message"))
          .startsWith(
              "starting messaging-server "
                  + TreeVersion.read()
                  + " on Java "
                  + Runtime.version().feature())
          .endsWith("stopping", "stopped");
    }
  }

  private static ServerProcess start(Object... arguments) {
    String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    return ServerProcess.run(installation, words).ready();
  }

  private static int status(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(installation.path(file)));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
