package org.messagingserver.system.cluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.LogLines;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.TestNodes;
import org.messagingserver.testkit.TestServer;

/** Nodes that are one cluster to Hazelcast, though their event buses do not reach each other. */
class PeersTest {
  @TempDir Path directory;

  @Test
  void saysWhichNodeTheBusDoesNotReachAndWhy() throws Exception {
    Authority.in(directory.resolve("ours"));
    Authority.in(directory.resolve("theirs"));

    try (LogLines log = LogLines.of("org.messagingserver.cluster");
        TestNodes nodes = TestNodes.start(1, tls("ours"))) {
      TestServer another = nodes.another(tls("theirs"));

      log.await(unreached("its certificate is not valid, or not of this node's cluster.tls.ca"));
      Mail.until(() -> unreachable(nodes.get(0)) == 1 && unreachable(another) == 1);
      another.stop();
    }
  }

  @Test
  void saysThatOneSideHasTlsAlone() throws Exception {
    Authority.in(directory.resolve("ours"));

    try (LogLines log = LogLines.of("org.messagingserver.cluster");
        TestNodes nodes = TestNodes.start(1, new JsonObject())) {
      TestServer another = nodes.another(tls("ours"));

      log.await(
          unreached("it closes connections without TLS, so it has cluster.tls and this one not"));
      log.await(
          unreached("it takes connections but speaks no TLS, so this node has cluster.tls and .*"));
      another.stop();
    }
  }

  private static String unreached(String cause) {
    return "this node has not reached the node at 127\\.0\\.0\\.1:\\d+ over the event bus: "
        + cause
        + "; messages between them wait for the sweep";
  }

  private static double unreachable(TestServer server) {
    return Scrape.of(server).value("messaging_bus_peers_unreachable");
  }

  private JsonObject tls(String authority) {
    JsonObject tls = new JsonObject();
    for (String name : new String[] {"key", "cert", "ca"}) {
      tls.put(name, directory.resolve(authority).resolve(name + ".pem").toString());
    }
    return new JsonObject().put("cluster", new JsonObject().put("tls", tls));
  }
}
