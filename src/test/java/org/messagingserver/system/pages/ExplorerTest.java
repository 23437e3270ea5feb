package org.messagingserver.system.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.testkit.TestServer;

/** The explorer page as any HTTP client gets it; ExplorerBrowserTest plays it. */
class ExplorerTest {
  private static final Pattern OWN_FILE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("http", new JsonObject().put("explorer", true)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void servesThePageAndEveryFileItNames() {
    HttpResponse<String> page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(OWN_FILE.matcher(page.body()).results().map(file -> file.group(1)).distinct())
        .contains("explorer.js", "explorer.css", "icon.svg")
        .allSatisfy(file -> assertThat(get("/" + file).statusCode()).isEqualTo(200));
  }

  @ParameterizedTest
  @CsvSource({
    "/explorer.js, text/javascript; charset=utf-8",
    "/explorer.css, text/css; charset=utf-8",
    "/icon.svg, image/svg+xml"
  })
  void saysOfWhatTypeAFileIs(String path, String type) {
    assertThat(get(path).headers().firstValue("Content-Type")).hasValue(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/explorer.js", "/explorer.css", "/icon.svg"})
  void letsThePageUseNothingButItsOwnServer(String path) {
    assertThat(get(path).headers().map())
        .containsEntry(
            "content-security-policy",
            List.of(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .containsEntry("cache-control", List.of("no-cache"));
  }

  @Test
  void sendsAFileOnceToWhoKeepsIt() {
    String tag = get("/explorer.js").headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = send(request("/explorer.js").header("If-None-Match", tag));
    HttpResponse<String> other = send(request("/explorer.js").header("If-None-Match", "\"other\""));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(other.statusCode()).isEqualTo(200);
  }

  @Test
  void answersHeadWithoutTheFile() {
    HttpResponse<String> head = send(request("/").method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length"))
        .hasValue(get("/").body().getBytes(UTF_8).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void takesNoOtherMethod(String method) {
    HttpResponse<String> answer = send(request("/").method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void refusesARequestWithABody() {
    assertThat(send(request("/").POST(BodyPublishers.ofString("x"))).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/index.html", "/explorer", "/Page.class", "//", "/%2e%2e/"})
  void findsNothingElse(String path) {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  private static HttpResponse<String> get(String path) {
    return send(request(path));
  }

  private static HttpRequest.Builder request(String path) {
    URI uri = server.uri();
    return HttpRequest.newBuilder(
        URI.create("http://" + uri.getHost() + ":" + uri.getPort() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
