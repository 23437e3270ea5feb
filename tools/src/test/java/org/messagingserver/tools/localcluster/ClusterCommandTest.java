package org.messagingserver.tools.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClusterCommandTest {
  @Test
  void namesTheConsoleOfEachNode() {
    NodeAddress nodeAddress = Loopback.onPorts(2, 8080, 9080).nodeAddresses().get(1);
    LocalNode node =
        new LocalNode(nodeAddress, Path.of("node-2"), NodeCommandTest.command(), line -> {});

    assertThat(ClusterCommand.addresses(node))
        .isEqualTo(
            "  2  clients ws://127.0.0.1:8081/api"
                + "  health http://127.0.0.1:9081/health/ready"
                + "  console http://127.0.0.1:9081/console\n");
  }
}
