package org.messagingserver.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.testkit.TestStore;

class WakeupVerticleTest {
  /** More than four claims of eight. */
  private static final int DUE = 60;

  /** Their push service does not exist, so nearly all of the pushes are deferred at once. */
  @Test
  void looksAtABoundedNumberOfMarksAtOnce() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (WakeableDevices devices = new WakeableDevices(TestStore.open(vertx))) {
      for (int device = 0; device < DUE; device++) {
        HashedAddress waiting = devices.subscribed();
        devices.append(waiting);
        devices.due(waiting);
      }
      WakeupVerticle verticle =
          new WakeupVerticle(
              devices.store.database(),
              devices.store.vault(),
              devices.settings,
              new WakeupMeters(new SimpleMeterRegistry()));
      String deployed = await(vertx.deployVerticle(verticle));

      int looked = await(claim(vertx, verticle));

      assertThat(looked).isBetween(1, 32);
      await(vertx.undeploy(deployed));
    }
    await(vertx.close());
  }

  private static Future<Integer> claim(Vertx vertx, WakeupVerticle verticle) {
    Promise<Integer> promise = Promise.promise();
    vertx.runOnContext(tick -> verticle.claim().onComplete(promise));
    return promise.future();
  }
}
