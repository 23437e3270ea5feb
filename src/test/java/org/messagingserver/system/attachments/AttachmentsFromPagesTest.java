package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.system.attachments.RawHttp.Response;

/** Which pages a browser lets use attachments. */
class AttachmentsFromPagesTest {
  private static final String PAGE = "https://app.example";

  private static AttachmentServer server;

  @BeforeAll
  static void start() {
    JsonArray origins = new JsonArray().add(PAGE);
    server =
        AttachmentServer.start(
            new JsonObject(),
            new JsonObject().put("http", new JsonObject().put("allowedOrigins", origins)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void letsAListedPageDoWhatALinkAllows() {
    UploadLinks links = server.place(1);

    Response preflight =
        server
            .http()
            .head(
                "OPTIONS",
                links.putUrl(),
                "Origin: " + PAGE,
                "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: content-type")
            .response();

    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.headers())
        .containsEntry("access-control-allow-origin", PAGE)
        .containsEntry("access-control-allow-methods", "GET, HEAD, OPTIONS, PUT")
        .containsEntry("access-control-allow-headers", "content-type, if-none-match, range")
        .containsEntry("vary", "origin");
    assertThat(
            server
                .http()
                .head("PUT", links.putUrl(), "Origin: " + PAGE, "Content-Length: 1")
                .send(Buffer.buffer("x"))
                .response()
                .headers())
        .containsEntry("access-control-allow-origin", PAGE);
    assertThat(server.get(links, "Origin: " + PAGE).headers())
        .containsEntry("access-control-allow-origin", PAGE)
        .containsEntry("access-control-expose-headers", "content-range");
  }

  @Test
  void letsNoOtherPage() {
    UploadLinks links = server.place(1);

    for (String method : new String[] {"OPTIONS", "GET", "PUT"}) {
      Response refused =
          server
              .http()
              .head(method, links.getUrl(), "Origin: https://other.example", "Content-Length: 0")
              .response();
      assertThat(refused.status()).isEqualTo(403);
    }
  }

  @Test
  void givesEverythingToClientsThatAreNoPages() {
    UploadLinks links = server.place(1);

    assertThat(server.put(links, Buffer.buffer("x")).headers())
        .doesNotContainKey("access-control-allow-origin");
    assertThat(server.get(links).status()).isEqualTo(200);
  }
}
