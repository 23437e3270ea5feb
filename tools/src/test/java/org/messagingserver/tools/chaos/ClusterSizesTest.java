package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterSizesTest {
  private final ClusterSizes sizes = new ClusterSizes();

  private void log(int node, String text) {
    sizes.accept(node, "2026-01-01T00:00:00Z INFO org.messagingserver.cluster: " + text);
  }

  @Test
  void areCompleteOnceEveryNodeSeesAllOthers() throws InterruptedException {
    log(1, "one of 2 nodes");
    assertThat(sizes.areAll(2)).isFalse();

    log(2, "one of 2 nodes");

    assertThat(sizes.areAll(2)).isTrue();
    assertThat(sizes.awaitAll(2, Duration.ZERO)).isTrue();
  }

  @Test
  void areIncompleteWhileANodeMissesAnother() throws InterruptedException {
    log(1, "one of 2 nodes");
    log(2, "one of 2 nodes");

    log(1, "a node has gone, one of 1 nodes now");
    assertThat(sizes.awaitAll(2, Duration.ZERO)).isFalse();

    log(1, "merged with nodes that were out of reach, one of 2 nodes now");
    assertThat(sizes.areAll(2)).isTrue();
  }

  @Test
  void followFromNothingElse() {
    log(1, "ready after 2.0 s: clients ws://10.0.0.1:8080/api");

    assertThat(sizes.areAll(1)).isFalse();
  }
}
