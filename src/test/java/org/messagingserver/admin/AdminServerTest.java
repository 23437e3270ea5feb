package org.messagingserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.admin.AdminServer.Probe;

class AdminServerTest {
  private static final Probe WELL = Future::succeededFuture;
  private static final Probe FAILING = () -> Future.failedFuture(new IOException("away"));
  private static final Probe SILENT = () -> Promise.<Void>promise().future();

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
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

  private AdminServer started(Probe live, Probe ready) {
    AdminSettings settings = new AdminSettings("127.0.0.1", 0, Optional.empty());
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
