package org.messagingserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void isReadyWhileEveryProbeSucceeds() throws Exception {
    AdminServer server = started(Future::succeededFuture);

    assertThat(status(server, "/health/ready")).isEqualTo(200);
  }

  @Test
  void isNotReadyWhileAProbeFails() throws Exception {
    AdminServer server = started(() -> Future.failedFuture(new IOException("away")));

    assertThat(status(server, "/health/ready")).isEqualTo(503);
  }

  @Test
  void isNotReadyWhileAProbeIsSilent() throws Exception {
    AdminServer server = started(() -> Promise.<Void>promise().future());

    assertThat(status(server, "/health/ready")).isEqualTo(503);
  }

  @Test
  void isAliveWhateverTheProbesSay() throws Exception {
    AdminServer server = started(() -> Promise.<Void>promise().future());

    assertThat(status(server, "/health/live")).isEqualTo(204);
  }

  private AdminServer started(Supplier<Future<Void>> probe) {
    AdminSettings settings = new AdminSettings("127.0.0.1", 0);
    return AdminServer.start(vertx, settings, Map.of("part", probe)).await();
  }

  private static int status(AdminServer server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }
}
