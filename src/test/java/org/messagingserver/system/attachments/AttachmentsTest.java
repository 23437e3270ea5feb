package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.system.attachments.RawHttp.Response;

class AttachmentsTest {
  private static final Buffer CONTENT = Buffer.buffer("0123456789");

  private static AttachmentServer server;

  @BeforeAll
  static void start() {
    server = AttachmentServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static UploadLinks put() {
    UploadLinks links = server.place(CONTENT.length());
    assertThat(server.put(links, CONTENT).status()).isEqualTo(201);
    return links;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_535, 65_536, 65_537, 1_000_000})
  void givesBackWhatWasPut(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Buffer content = Buffer.buffer(bytes);
    UploadLinks links = server.place(length);

    assertThat(server.put(links, content).status()).isEqualTo(201);
    Response got = server.get(links);

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(content);
  }

  @Test
  void givesLinksThatAreRelativeToTheServer() {
    UploadLinks links = server.place(1);

    assertThat(links.putUrl()).matches("/attachments/[A-Za-z0-9_-]{70}");
    assertThat(links.getUrl()).matches("/attachments/[A-Za-z0-9_-]{59}");
    assertThat(links.putHeaders()).isEmpty();
  }

  @Test
  void letsNothingKeepOrGuessWhatItGives() {
    Response got = server.get(put());

    assertThat(got.headers())
        .containsEntry("content-type", "application/octet-stream")
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("cache-control", "private, no-store")
        .containsEntry("referrer-policy", "no-referrer")
        .containsEntry("accept-ranges", "bytes")
        .containsEntry("connection", "close");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-, 0123456789, bytes 0-9/10",
    "bytes=3-5, 345, bytes 3-5/10",
    "bytes=9-9, 9, bytes 9-9/10",
    "bytes=8-100, 89, bytes 8-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=-100, 0123456789, bytes 0-9/10"
  })
  void givesTheRangeThatIsAskedFor(String range, String bytes, String contentRange) {
    Response got = server.get(put(), "Range: " + range);

    assertThat(got.status()).isEqualTo(206);
    assertThat(got.body()).hasToString(bytes);
    assertThat(got.headers())
        .containsEntry("content-range", contentRange)
        .containsEntry("content-length", Integer.toString(bytes.length()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=11-12", "bytes=-0"})
  void hasNoBytesOutsideOfAnAttachment(String range) {
    Response got = server.get(put(), "Range: " + range);

    assertThat(got.status()).isEqualTo(416);
    assertThat(got.headers()).containsEntry("content-range", "bytes */10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,3-4", "bytes=5-3", "lines=0-1", "bytes=-", "bytes=a-b"})
  void givesEverythingToOneThatAsksForAnotherKindOfRange(String range) {
    Response got = server.get(put(), "Range: " + range);

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(CONTENT);
  }

  @Test
  void answersHeadWithoutTheBytes() {
    Response got = server.http().head("HEAD", put().getUrl()).response();

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.headers()).containsEntry("content-length", "10");
    assertThat(got.body().length()).isZero();
  }

  @Test
  void takesAnAttachmentOnce() {
    UploadLinks links = put();

    Response again = server.put(links, Buffer.buffer("9876543210"));

    assertThat(again.status()).isEqualTo(412);
    assertThat(server.get(links).body()).isEqualTo(CONTENT);
  }

  @Test
  void takesOnlyTheSizeThatWasAskedFor() {
    UploadLinks links = server.place(10);

    assertThat(server.put(links, Buffer.buffer("012345678")).status()).isEqualTo(400);
    assertThat(server.put(links, Buffer.buffer("01234567890")).status()).isEqualTo(400);
    assertThat(server.get(links).status()).isEqualTo(404);
    assertThat(server.put(links, CONTENT).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked",
        "Content-Length: ",
        "X-Content-Length: 10",
        "Content-Length: 10\r\nTransfer-Encoding: chunked"
      })
  void takesNothingWhoseLengthItDoesNotKnow(String header) {
    UploadLinks links = server.place(10);

    Response refused =
        server
            .http()
            .head("PUT", links.putUrl(), header)
            .send(Buffer.buffer("a\r\n0123456789\r\n0\r\n\r\n"))
            .response();

    assertThat(refused.status()).isIn(400, 411);
    assertThat(server.get(links).status()).isEqualTo(404);
  }

  @Test
  void asksForTheBytesWhereAClientWaitsForThat() {
    UploadLinks links = server.place(10);
    RawHttp http =
        server.http().head("PUT", links.putUrl(), "Content-Length: 10", "Expect: 100-continue");
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\r\n\r\n") < 0) {
      line.append((char) http.read());
    }

    assertThat(line).startsWith("HTTP/1.1 100");
    assertThat(http.send(CONTENT).response().status()).isEqualTo(201);
  }

  @Test
  void refusesWithoutReadingWhereAClientWaits() {
    UploadLinks links = put();

    Response refused =
        server
            .http()
            .head("PUT", links.putUrl(), "Content-Length: 10", "Expect: 100-continue")
            .response();

    assertThat(refused.status()).isEqualTo(412);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "../keys.json", "%2e%2e/keys.json", "kept/2026-12-30/x-10"})
  void hasNothingUnderAnotherName(String name) {
    assertThat(server.http().head("GET", "/attachments/" + name).response().status())
        .isEqualTo(404);
    assertThat(
            server
                .http()
                .head("PUT", "/attachments/" + name, "Content-Length: 1")
                .send(Buffer.buffer("x"))
                .response()
                .status())
        .isEqualTo(404);
  }

  @Test
  void takesNoLinkForTheOther() {
    UploadLinks links = put();

    assertThat(server.http().head("GET", links.putUrl()).response().status()).isEqualTo(404);
    assertThat(
            server
                .http()
                .head("PUT", links.getUrl(), "Content-Length: 10")
                .send(CONTENT)
                .response()
                .status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "PATCH"})
  void knowsNoOtherMethod(String method) {
    Response refused = server.http().head(method, put().getUrl()).response();

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.headers()).containsEntry("allow", "GET, HEAD, OPTIONS, PUT");
  }

  @Test
  void takesNoBodyWithAFetch() {
    Response refused =
        server
            .http()
            .head("GET", put().getUrl(), "Content-Length: 3")
            .send(Buffer.buffer("abc"))
            .response();

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void answersTheRefusalOfALargePutBeforeItCloses() {
    Buffer large = Buffer.buffer(new byte[8 << 20]);
    UploadLinks links = server.place(10);

    assertThat(server.put(links, large).status()).isEqualTo(400);
  }

  @Test
  void keepsAttachmentsOverARestart() {
    UploadLinks links = put();
    UploadLinks open = server.place(CONTENT.length());

    server.restart();

    assertThat(server.get(links).body()).isEqualTo(CONTENT);
    assertThat(server.put(open, CONTENT).status()).isEqualTo(201);
  }
}
