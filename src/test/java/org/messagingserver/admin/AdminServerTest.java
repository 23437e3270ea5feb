package org.messagingserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.admin.AdminServer.Probe;
import org.messagingserver.testkit.LogLines;

@ExtendWith(VertxExtension.class)
class AdminServerTest {
  private static final Probe WELL = Future::succeededFuture;
  private static final Probe FAILING = () -> Future.failedFuture(new IOException("away"));
  private static final Probe SILENT = () -> Promise.<Void>promise().future();

  private Vertx vertx;

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
  }

  @Test
  void isReadyWhileEveryProbeSucceeds() throws Exception {
    assertThat(ask(started(WELL, WELL), "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotReadyWhileAProbeFails() throws Exception {
    assertThat(ask(started(WELL, FAILING), "/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void isNotReadyWhileAProbeIsSilent() throws Exception {
    assertThat(ask(started(WELL, SILENT), "/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void isAliveWhateverTheProbesOfReadinessSay() throws Exception {
    assertThat(ask(started(WELL, FAILING), "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotAliveWhileAProbeOfLivenessIsSilent() throws Exception {
    assertThat(ask(started(SILENT, WELL), "/health/live").statusCode()).isEqualTo(503);
  }

  @Test
  void saysNothingOfWhyAProbeFails() throws Exception {
    assertThat(ask(started(WELL, FAILING), "/health/ready").body())
        .isEqualTo(
            "{\"status\":\"DOWN\",\"checks\":[{\"id\":\"part\",\"status\":\"DOWN\"}],"
                + "\"outcome\":\"DOWN\"}");
  }

  @Test
  void showsMetricsAsPrometheusWantsThem() throws Exception {
    HttpResponse<String> answer = ask(started(WELL, WELL), "/metrics");

    assertThat(answer.body()).isEqualTo("a_metric 1\n");
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.0.0.1:8081",
        "[::1]:8081",
        "[2001:db8::1]",
        "localhost",
        "LOCALHOST:80",
        "node-1.example",
        "Node-1.Example.:8081"
      })
  void answersWhereItIsKnownByThatHost(String host) throws Exception {
    AdminServer server = started(WELL, WELL);

    assertThat(statusLine(server, "1.1", "Host: " + host + "\r\n")).contains(" 200 ");
  }

  /** As by a page whose name has been pointed here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8081",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "node-1.example.evil.example",
        "[evil.example]",
        ""
      })
  void refusesEveryOtherHost(String host) throws Exception {
    AdminServer server = started(WELL, WELL);

    for (String path : List.of("/metrics", "/health/live", "/none")) {
      assertThat(statusLine(server, path, "1.1", "Host: " + host + "\r\n")).contains(" 421 ");
    }
  }

  @Test
  void refusesAHostBesideOneThatItIsKnownBy() throws Exception {
    AdminServer server = started(WELL, WELL);

    assertThat(statusLine(server, "1.1", "Host: localhost\r\nHost: evil.example\r\n"))
        .matches(".* 4(00|21) .*");
  }

  @Test
  void answersProbesThatNameNoHost() throws Exception {
    assertThat(statusLine(started(WELL, WELL), "1.0", "")).contains(" 200 ");
  }

  @Test
  void saysOnceThatItHasRefusedAHost() throws Exception {
    AdminServer server = started(WELL, WELL);

    try (LogLines log = LogLines.of("org.messagingserver.admin")) {
      for (int asked = 0; asked < 10; asked++) {
        statusLine(server, "1.1", "Host: evil.example\r\n");
      }

      assertThat(log.lines())
          .containsExactly(
              "the admin port has refused a request for a host name that is not listed in"
                  + " admin.hostNames");
    }
  }

  private static String statusLine(AdminServer server, String version, String host)
      throws IOException {
    return statusLine(server, "/health/live", version, host);
  }

  private static String statusLine(AdminServer server, String path, String version, String host)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET " + path + " HTTP/" + version + "\r\n" + host + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  private AdminServer started(Probe live, Probe ready) {
    AdminSettings settings =
        new AdminSettings("127.0.0.1", 0, List.of("node-1.example"), Optional.empty());
    return AdminServer.start(
            vertx,
            settings,
            Map.of("part", live),
            Map.of("part", ready),
            () -> "a_metric 1\n",
            router -> {})
        .await();
  }

  private static HttpResponse<String> ask(AdminServer server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
