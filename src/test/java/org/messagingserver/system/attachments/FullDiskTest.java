package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.testkit.Requests;

/** A disk that is really full: a small one in memory, which only root can mount. */
class FullDiskTest {
  private static final int DISK = 8 << 20;
  private static final int LENGTH = 1 << 20;

  @TempDir static Path mountPoint;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", mountPoint.toString()) == 0,
        "only root can mount a disk");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", mountPoint.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Test
  void refusesAPutAndKeepsNothingOfIt() throws IOException {
    JsonObject settings =
        new JsonObject()
            .put("directory", mountPoint.resolve("attachments").toString())
            .put("maxBytes", LENGTH);
    try (AttachmentServer server = AttachmentServer.start(settings, new JsonObject())) {
      UploadLinks links = server.place(LENGTH);
      Path filler = mountPoint.resolve("filler");
      Files.write(filler, new byte[DISK - LENGTH / 2]);

      assertThat(server.put(links, Buffer.buffer(new byte[LENGTH])).status()).isEqualTo(507);
      assertThat(Requests.refusal(server.ask(LENGTH))).isEqualTo(ErrorName.UNAVAILABLE);
      assertThat(server.files()).allMatch(file -> file.startsWith("reserved"));

      Files.delete(filler);
      assertThat(server.put(links, Buffer.buffer(new byte[LENGTH])).status()).isEqualTo(201);
      assertThat(server.get(links).body().length()).isEqualTo(LENGTH);
    }
  }
}
