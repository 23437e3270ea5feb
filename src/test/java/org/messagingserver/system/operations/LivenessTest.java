package org.messagingserver.system.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.TestServer;

/** Liveness looks at the event loops: at those of sockets, and at the one that answers. */
class LivenessTest {
  /** Longer than a probe may take. */
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  private static final int EVENT_LOOPS = 2;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
  private final TestServer server =
      TestServer.start(
          vertx,
          TestServer.configuration(
              new JsonObject().put("http", new JsonObject().put("eventLoops", EVENT_LOOPS))));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void isLostWhileAnyEventLoopIsStuck() {
    for (int loop = 0; loop < EVENT_LOOPS; loop++) {
      Mail.until(this::isAlive);
      Context stuck = vertx.getOrCreateContext();
      CountDownLatch end = new CountDownLatch(1);

      stuck.runOnContext(turn -> await(end));

      assertThat(isAlive()).isFalse();
      end.countDown();
    }
    Mail.until(this::isAlive);
  }

  private boolean isAlive() {
    HttpRequest request =
        HttpRequest.newBuilder(server.healthUri().resolve("/health/live"))
            .timeout(PATIENCE)
            .build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (HttpTimeoutException silent) {
      return false;
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
