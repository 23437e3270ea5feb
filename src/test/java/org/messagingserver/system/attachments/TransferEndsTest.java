package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.system.attachments.RawHttp.Response;
import org.messagingserver.testkit.Scrape;

/** How transfers end that do not end well, and what is left of them. */
class TransferEndsTest {
  private static final int LENGTH = 300_000;
  private static final Buffer CONTENT = Buffer.buffer(new byte[LENGTH]);

  private AttachmentServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  private void start(JsonObject attachments) {
    start(attachments, new JsonObject());
  }

  private void start(JsonObject attachments, JsonObject http) {
    server = AttachmentServer.start(attachments, new JsonObject().put("http", http));
  }

  private RawHttp begin(UploadLinks links, int bytes) {
    return server
        .http()
        .head("PUT", links.putUrl(), "Content-Length: " + LENGTH)
        .send(CONTENT.getBuffer(0, bytes));
  }

  private boolean isComingIn() {
    return server.files().stream().anyMatch(file -> file.startsWith("incoming"));
  }

  private double ended(String direction, String outcome) {
    return Scrape.of(server.server())
        .value("messaging_attachments_%s_total{outcome=\"%s\"}".formatted(direction, outcome));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 70_000, LENGTH - 1})
  void leaveNothingOfAPutThatIsCutOff(int bytes) throws IOException {
    start(new JsonObject());
    UploadLinks links = server.place(LENGTH);
    RawHttp cut = begin(links, bytes);
    until(this::isComingIn);

    cut.close();

    until(() -> ended("uploads", "cut_off") == 1);
    until(() -> !isComingIn());
    assertThat(server.get(links).status()).isEqualTo(404);
    assertThat(server.put(links, CONTENT).status()).isEqualTo(201);
  }

  @Test
  void keepWhatWasWholeBeforeItsClientLeft() throws IOException {
    start(new JsonObject());
    UploadLinks links = server.place(LENGTH);

    begin(links, LENGTH).close();

    until(() -> ended("uploads", "ok") + ended("uploads", "cut_off") == 1);
    if (ended("uploads", "ok") == 0) {
      assertThat(server.put(links, CONTENT).status()).isIn(201, 412);
    }
    assertThat(server.get(links).body()).isEqualTo(CONTENT);
  }

  @Test
  void endWithTheServerAndLeaveNothing() {
    start(new JsonObject());
    UploadLinks links = server.place(LENGTH);
    RawHttp cut = begin(links, 100_000);
    until(this::isComingIn);

    server.restart();

    assertThat(cut.read()).isEqualTo(-1);
    assertThat(isComingIn()).isFalse();
    assertThat(server.put(links, CONTENT).status()).isEqualTo(201);
  }

  @Test
  void cutOffAClientThatSendsTooSlowly() {
    start(new JsonObject().put("stallSeconds", 1));
    RawHttp slow = begin(server.place(LENGTH), 10);

    assertThat(slow.read()).isEqualTo(-1);

    until(() -> ended("uploads", "too_slow") == 1);
    until(() -> !isComingIn());
  }

  @Test
  void cutOffAClientThatReadsNothing() throws IOException {
    start(new JsonObject().put("stallSeconds", 1));
    int length = 64 << 20;
    UploadLinks links = server.place(length);
    assertThat(server.put(links, Buffer.buffer(new byte[length])).status()).isEqualTo(201);

    try (RawHttp slow = server.http().head("GET", links.getUrl())) {
      until(() -> ended("downloads", "too_slow") == 1);
      double taken =
          Scrape.of(server.server()).value("messaging_attachments_downloaded_bytes_total");
      assertThat(taken).as("bytes that the operating system took").isLessThan(length / 2.0);
      assertThat(slow.read()).isEqualTo('H');
    }
  }

  @Test
  void outlastTheTimesOfTheHandshakeAsLongAsBytesMove() throws IOException, InterruptedException {
    start(
        new JsonObject(),
        new JsonObject().put("firstRequestTimeoutSeconds", 1).put("pingSeconds", 1));
    UploadLinks links = server.place(LENGTH);
    RawHttp steady = server.http().head("PUT", links.putUrl(), "Content-Length: " + LENGTH);

    // Longer than three pings, after which a connection ends to which nothing is sent.
    for (int sent = 0; sent < LENGTH; sent += LENGTH / 10) {
      steady.send(CONTENT.getBuffer(sent, sent + LENGTH / 10));
      Thread.sleep(500);
    }

    assertThat(steady.response().status()).isEqualTo(201);
  }

  @Test
  void makeRoomForTheNext() throws IOException {
    start(new JsonObject().put("concurrent", 2));
    List<RawHttp> busy = new ArrayList<>();
    for (int taken = 0; taken < 2; taken++) {
      busy.add(begin(server.place(LENGTH), 1));
    }
    until(() -> Scrape.of(server.server()).value("messaging_attachments_transfers") == 2);
    UploadLinks links = server.place(LENGTH);

    Response refused = server.put(links, CONTENT);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsKey("retry-after");

    busy.get(0).close();
    until(() -> server.put(links, CONTENT).status() == 201);
    busy.get(1).close();
  }
}
