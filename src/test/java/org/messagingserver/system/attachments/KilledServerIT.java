package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.system.attachments.RawHttp.Response;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;

/** As an operator has it, without any setting: killed in the middle, and started again. */
@ExtendWith(VertxExtension.class)
class KilledServerIT {
  private static final int LENGTH = 300_000;

  @Test
  void keepsWhatItConfirmedAndNothingElse(Vertx vertx) throws IOException {
    Buffer content = random();
    try (Installation installation = Installation.create().configured(new JsonObject())) {
      UploadLinks whole;
      UploadLinks cut;
      try (ServerProcess server =
          ServerProcess.run(installation, "-conf", Installation.CONF).ready()) {
        whole = place(vertx, server);
        cut = place(vertx, server);
        assertThat(put(server, whole, content).status()).isEqualTo(201);
        RawHttp.open(server.uri())
            .head("PUT", cut.putUrl(), "Content-Length: " + LENGTH)
            .send(content.getBuffer(0, LENGTH - 1));
        until(() -> files(installation, "incoming") == 1);

        server.kill();
      }
      assertThat(files(installation, "incoming")).isEqualTo(1);

      try (ServerProcess server =
          ServerProcess.run(installation, "-conf", Installation.CONF).ready()) {
        assertThat(files(installation, "incoming")).isZero();
        assertThat(get(server, whole).body()).isEqualTo(content);
        assertThat(get(server, cut).status()).isEqualTo(404);
        assertThat(put(server, cut, content).status()).isEqualTo(201);
        assertThat(get(server, cut).body()).isEqualTo(content);
        server.stop();
      }
      assertThat(files(installation, "kept")).isEqualTo(2);
    }
  }

  private static Buffer random() {
    byte[] bytes = new byte[LENGTH];
    new Random().nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private static UploadLinks place(Vertx vertx, ServerProcess server) {
    ServerMessage answer =
        RawSocket.open(vertx, server.uri(), ProtocolVersion.V2)
            .ask(sequence -> new ClientMessage.RequestUpload(sequence, LENGTH));
    return ((ServerMessage.Upload) answer).links();
  }

  private static Response put(ServerProcess server, UploadLinks links, Buffer content) {
    return RawHttp.open(server.uri())
        .head("PUT", links.putUrl(), "Content-Length: " + content.length())
        .send(content)
        .response();
  }

  private static Response get(ServerProcess server, UploadLinks links) {
    return RawHttp.open(server.uri()).head("GET", links.getUrl()).response();
  }

  private static long files(Installation installation, String folder) {
    Path path = installation.path("data/attachments").resolve(folder);
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException absent) {
      return 0;
    }
  }
}
