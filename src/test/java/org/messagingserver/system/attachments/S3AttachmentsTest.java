package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.testkit.Requests;

class S3AttachmentsTest {
  private static final String CONTENT = "0123456789";

  @TempDir static Path directory;

  private static S3Bucket bucket;
  private static AttachmentServer server;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build();

  @BeforeAll
  static void start() throws Exception {
    bucket = S3Bucket.start(directory);
    server = AttachmentServer.start(bucket.settings(), new JsonObject());
  }

  @AfterAll
  static void stop() {
    server.close();
    bucket.close();
  }

  private static int put(String url, Map<String, String> headers, String content)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofString(content));
    headers.forEach(request::header);
    return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static UploadLinks put() throws IOException, InterruptedException {
    UploadLinks links = server.place(CONTENT.length());
    assertThat(put(links.putUrl(), links.putHeaders(), CONTENT)).isEqualTo(200);
    return links;
  }

  private static HttpResponse<String> get(UploadLinks links, String... headers)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.server().uri().getPort() + links.getUrl());
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void givesBackWhatWasPut() throws IOException, InterruptedException {
    HttpResponse<String> got = get(put());

    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(CONTENT);
  }

  @Test
  void sendsToTheStoreForTenMinutes() throws IOException, InterruptedException {
    RawHttp.Response redirect = server.get(put());

    assertThat(redirect.status()).isEqualTo(307);
    assertThat(redirect.headers()).containsEntry("cache-control", "private, no-store");
    assertThat(redirect.headers().get("location"))
        .startsWith(bucket.settings().getJsonObject("s3").getString("endpoint"))
        .contains("X-Amz-Expires=600");
  }

  @Test
  void givesRanges() throws IOException, InterruptedException {
    HttpResponse<String> got = get(put(), "Range", "bytes=3-5");

    assertThat(got.statusCode()).isEqualTo(206);
    assertThat(got.body()).isEqualTo("345");
  }

  @Test
  void givesTheSizeAlone() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.server().uri().getPort() + put().getUrl());
    HttpRequest head = HttpRequest.newBuilder(uri).method("HEAD", BodyPublishers.noBody()).build();

    HttpResponse<Void> got = HTTP.send(head, BodyHandlers.discarding());

    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.headers().firstValueAsLong("Content-Length")).hasValue(CONTENT.length());
  }

  @Test
  void takesAnAttachmentOnceAndOnlyWithTheHeaderThatSaysSo()
      throws IOException, InterruptedException {
    UploadLinks links = put();

    assertThat(put(links.putUrl(), links.putHeaders(), "9876543210")).isEqualTo(412);
    assertThat(put(links.putUrl(), Map.of(), "9876543210")).isEqualTo(403);
    assertThat(get(links).body()).isEqualTo(CONTENT);
  }

  @Test
  void takesOnlyTheSizeThatWasAskedFor() throws IOException, InterruptedException {
    UploadLinks links = server.place(CONTENT.length());

    assertThat(put(links.putUrl(), links.putHeaders(), CONTENT + "0")).isEqualTo(403);
    assertThat(put(links.putUrl(), links.putHeaders(), "0")).isEqualTo(403);
    assertThat(get(links).statusCode()).isEqualTo(404);
  }

  @Test
  void letsNobodyForgeALink() throws IOException, InterruptedException {
    UploadLinks links = server.place(CONTENT.length());
    String other = links.putUrl().replaceFirst("/([0-9a-f]{32})\\?", "/other?");
    assertThat(other).isNotEqualTo(links.putUrl());

    assertThat(put(other, links.putHeaders(), CONTENT)).isEqualTo(403);
    assertThat(server.http().head("GET", links.getUrl() + "x").response().status()).isEqualTo(404);
    assertThat(server.http().head("PUT", links.getUrl(), "Content-Length: 0").response().status())
        .isEqualTo(404);
  }

  @Test
  void namesObjectsByTheDayOnWhichTheyGo() throws IOException, InterruptedException {
    UploadLinks links = put();

    assertThat(bucket.objects())
        .allMatch(name -> name.matches("\\d{4}-\\d\\d-\\d\\d/[0-9a-f]{32}"));
    assertThat(bucket.objects()).noneMatch(name -> links.getUrl().contains(name));
  }

  @Test
  void boundsTheBytesOfAnHour() {
    JsonObject settings = bucket.settings().put("maxBytes", 4096).put("maxTotalBytes", 1 << 20);
    settings.getJsonObject("s3").put("maxBytesPerHour", 10 * 4096);
    try (AttachmentServer small = AttachmentServer.start(settings, new JsonObject())) {
      for (int offered = 0; offered < 10; offered++) {
        assertThat(small.place(4096)).isNotNull();
      }
      assertThat(Requests.refusal(small.ask(1))).isEqualTo(ErrorName.UNAVAILABLE);
    }
  }
}
