package org.messagingserver.tools.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeCommandTest {
  private static final NodeAddress PLACE =
      new NodeAddress(1, "127.0.0.1", 8080, 9080, 5701, List.of());

  @Test
  void endsANodeThatRunsOutOfMemory() {
    List<String> words = command().arguments(PLACE, Path.of("node-1"), Path.of("server.json"));

    assertThat(words.subList(0, words.indexOf("-jar")))
        .containsSubsequence("-XX:+ExitOnOutOfMemoryError", "-Xmx64m");
  }

  static NodeCommand command() {
    return new NodeCommand(
        Path.of("server.jar"),
        List.of("-Xmx64m"),
        new JsonObject(),
        "cluster",
        PLACE.member(),
        "postgresql://localhost/messaging",
        Path.of("keys.json"));
  }
}
