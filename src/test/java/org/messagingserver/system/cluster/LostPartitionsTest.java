package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.messagingserver.testkit.LogLines;
import org.messagingserver.testkit.TestNodes;

/** Two of three nodes vanish at once, and with them both copies of many partitions. */
class LostPartitionsTest {
  private static final String LOST = "a part of the cluster's maps is lost, one of 1 nodes now";
  private static final int PARTITIONS = 271;

  @Test
  void areLoggedTogether() {
    try (LogLines log = LogLines.of("org.messagingserver.cluster")) {
      try (TestNodes nodes = TestNodes.start(3, new JsonObject())) {
        nodes.terminate(1, 2);

        log.await(LOST);
      }

      assertThat(log.lines()).filteredOn(LOST::equals).hasSizeLessThan(PARTITIONS / 10);
    }
  }
}
