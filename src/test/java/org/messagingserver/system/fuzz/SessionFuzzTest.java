package org.messagingserver.system.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.messagingserver.testkit.TestServer;

/**
 * Whatever two sockets say, the server answers each request once and as the protocol allows,
 * delivers messages to nobody else, and loses none.
 */
class SessionFuzzTest {
  static final int MAX_FRAME = 4096;
  static final long MAX_ATTACHMENT = 100_000;
  static final String SERVER_NAME = "fuzz.example";

  private static TestServer server;

  /** Not before all tests: Jazzer instruments only what is loaded later than itself. */
  private static TestServer server() {
    if (server == null) {
      server =
          TestServer.start(
              new JsonObject()
                  .put(
                      "http",
                      new JsonObject()
                          .put("maxFrameBytes", MAX_FRAME)
                          .put("serverNames", new JsonArray().add(SERVER_NAME)))
                  .put("attachments", attachments())
                  .put(
                      "wakeups",
                      new JsonObject()
                          .put("subject", "mailto:fuzz@example.com")
                          .put("graceSeconds", 3600))
                  .put("preKeys", new JsonObject().put("noticeJitterMillis", 0))
                  .put("delivery", new JsonObject().put("handoffMillis", 5))
                  .put("limits", new JsonObject().put("enabled", false)));
    }
    return server;
  }

  private static JsonObject attachments() {
    String directory =
        Path.of("target", "test-attachments", "fuzz-" + UUID.randomUUID()).toString();
    return new JsonObject()
        .put("store", "directory")
        .put("directory", directory)
        .put("maxBytes", MAX_ATTACHMENT)
        .put("maxTotalBytes", 100 * MAX_ATTACHMENT);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void keepsToTheProtocol(byte[] script) {
    World world = new World(server());
    try {
      world.play(new Script(script));
      world.end();
    } finally {
      world.close();
    }
  }
}
