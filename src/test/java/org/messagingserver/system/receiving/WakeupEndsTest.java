package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.WakeupStatus.State;
import org.messagingserver.system.receiving.WakeableServer.Device;

/** What a push service answers decides about its subscription, and delays nothing else. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WakeupEndsTest {
  @TempDir private static Path directory;
  private static WakeableServer wakeable;

  @BeforeAll
  static void start(Vertx vertx) throws Exception {
    wakeable = WakeableServer.start(vertx, directory);
  }

  @AfterAll
  static void stop() {
    wakeable.close();
  }

  @BeforeEach
  void acceptPushes() {
    wakeable.pushService.answer(201);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void endsASubscriptionThatIsGone(int status) throws Exception {
    Device device = wakeable.absent();
    wakeable.pushService.answer(status);

    device.send("first");
    wakeable.awaitPush(device);

    until(() -> device.status().state() == State.REMOVED);
    assertThat(device.is("sealed_subscription IS NULL")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 413})
  void triesARefusedPushAgain(int status) throws Exception {
    Device device = wakeable.absent();
    wakeable.pushService.answer(status);
    device.send("first");
    wakeable.awaitPush(device);
    until(() -> device.status().state() == State.FAILING);

    wakeable.pushService.answer(201);
    device.change("due_at = now()");

    wakeable.awaitPush(device);
    until(() -> device.status().state() == State.SET);
  }

  @Test
  void endsASubscriptionThatIsRefusedForThreeDays() throws Exception {
    Device device = wakeable.absent();
    device.change("failing_since = now() - interval '73 hours'");
    wakeable.pushService.answer(403);

    device.send("first");
    wakeable.awaitPush(device);

    until(() -> device.status().state() == State.REMOVED);
  }

  @Test
  void waitsAsLongAsThePushServiceAsks() throws Exception {
    Device device = wakeable.absent();
    wakeable.pushService.answer(
        request -> request.response().setStatusCode(429).putHeader("Retry-After", "600").end());
    device.send("first");
    wakeable.awaitPush(device);

    until(
        () ->
            device.is(
                "due_at BETWEEN now() + interval '500 seconds' AND now() + interval '600 seconds'"));
    assertThat(device.status().state()).isEqualTo(State.SET);
    wakeable.pushService.answer(201);
    device.change("due_at = now()");

    wakeable.awaitPush(device);
  }

  @Test
  void takesMessagesWhileThePushServiceIsDead() throws Exception {
    Device device = wakeable.device();
    String nowhere = wakeable.pushService.endpoint("127.0.0.2", device.path);
    device.socket.must(device.subscription(nowhere.replace("127.0.0.2", "localhost"), 0));
    device.socket.close();

    device.send("first");
    until(() -> device.is("attempts = 1 AND due_at > now()"));
    device.send("second");

    assertThat(device.status().state()).isEqualTo(State.SET);
    assertThat(device.logIn().ackedTexts(2)).containsExactly("first", "second");
    wakeable.fence();
  }
}
