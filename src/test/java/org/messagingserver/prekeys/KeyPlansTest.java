package org.messagingserver.prekeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.testkit.Plans;
import org.messagingserver.testkit.TestStore;

/** However few users there are when a plan is made, it reads the rows of some alone. */
@ExtendWith(VertxExtension.class)
class KeyPlansTest {
  private static TestStore store;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void aTakeReadsTheKeysOfThoseWhoAreAskedFor() {
    assertThat(Plans.wholeScans(store, "one_time_pre_key", KeyTakeStatement.TAKE)).isEmpty();
    assertThat(Plans.wholeScans(store, "device", KeyTakeStatement.TAKE)).isEmpty();
  }

  @Test
  void aLookForFewKeysReadsThoseOfSomeDevices() {
    assertThat(Plans.wholeScans(store, "one_time_pre_key", LowKeysReader.LOOK)).isEmpty();
    assertThat(Plans.wholeScans(store, "device", LowKeysReader.LOOK)).isEmpty();
  }
}
