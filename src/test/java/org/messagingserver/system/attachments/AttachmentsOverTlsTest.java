package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Random;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.testkit.Certificate;

class AttachmentsOverTlsTest {
  private static final int LENGTH = 5_000_000;

  @TempDir Path directory;

  @Test
  void comeBackAsTheyWerePut() throws Exception {
    Certificate certificate = Certificate.make(directory);
    Path key = directory.resolve("key.pem");
    Path cert = directory.resolve("cert.pem");
    certificate.write(key, cert);
    JsonObject tls = new JsonObject().put("key", key.toString()).put("cert", cert.toString());
    UploadLinks links;
    try (AttachmentServer plain = start(new JsonObject())) {
      links = plain.place(LENGTH);
    }
    try (AttachmentServer server = start(new JsonObject().put("tls", tls))) {
      SocketFactory sockets = certificate.trusting();
      byte[] bytes = new byte[LENGTH];
      new Random(1).nextBytes(bytes);

      RawHttp put =
          RawHttp.open(server.server().uri(), sockets)
              .head("PUT", links.putUrl(), "Content-Length: " + LENGTH)
              .send(Buffer.buffer(bytes));

      assertThat(put.response().status()).isEqualTo(201);
      assertThat(
              RawHttp.open(server.server().uri(), sockets)
                  .head("GET", links.getUrl())
                  .response()
                  .body())
          .isEqualTo(Buffer.buffer(bytes));
    }
  }

  /** On the same keyset and files, so that it knows the links of the one before. */
  private AttachmentServer start(JsonObject http) {
    return AttachmentServer.start(
        new JsonObject().put("directory", directory.resolve("attachments").toString()),
        new JsonObject()
            .put("http", http)
            .put("keys", new JsonObject().put("file", directory.resolve("keys.json").toString())));
  }
}
