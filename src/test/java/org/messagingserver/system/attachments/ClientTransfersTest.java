package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.attachments.AttachmentException;
import org.messagingserver.client.attachments.AttachmentException.Problem;
import org.messagingserver.client.attachments.TransferProgress;
import org.messagingserver.client.attachments.UploadedAttachment;
import org.messagingserver.client.vertx.Attachments;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.Scrape;

/** The reference client moves files through a server. */
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientTransfersTest {
  private static final long MOST = 1L << 24;

  private final Vertx vertx = Vertx.vertx();
  @Parameter ClientTransport transport;
  @TempDir Path directory;
  private AttachmentServer server;

  @BeforeAll
  void start() {
    server = AttachmentServer.start(new JsonObject().put("maxBytes", 2 << 20), new JsonObject());
  }

  @AfterAll
  void stop() {
    server.close();
    await(vertx.close());
  }

  private Attachments client(URI... servers) {
    ClientTimeouts timeouts =
        ClientTimeouts.DEFAULT
            .withBackoff(Duration.ofMillis(1), Duration.ofMillis(20))
            .withSend(Duration.ofSeconds(2));
    return transport.attachments(vertx, ClientOptions.of(servers).withTimeouts(timeouts));
  }

  private Attachments client() {
    return client(server.server().uri());
  }

  private Path file(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(Files.createTempFile(directory, "content", ""), content);
  }

  private Path elsewhere() {
    return directory.resolve("download-" + System.nanoTime());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_472, 1_500_000})
  void bringAFileAsItWas(int bytes) throws IOException {
    Path content = file(bytes);

    UploadedAttachment uploaded = await(client().upload(content));
    Path copy = elsewhere();
    await(client().download(uploaded.link(), copy, MOST));

    assertThat(copy).hasSameBinaryContentAs(content);
    assertThat(uploaded.link()).hasSizeLessThan(200);
    assertThat(uploaded.keptUntil()).isAfter(Instant.now().plus(Duration.ofDays(29)));
  }

  @Test
  void giveEachFileAKeyOfItsOwn() throws IOException {
    Path content = file(10);

    String first = await(client().upload(content)).link();
    String second = await(client().upload(content)).link();

    assertThat(key(first)).isNotEqualTo(key(second));
  }

  private static String key(String link) {
    return link.substring(link.indexOf('#'));
  }

  @Test
  void leaveNothingOfTheContentOnTheServer() throws IOException {
    String canary = "the canary of this attachment ".repeat(100);
    Path content = Files.writeString(elsewhere(), canary);

    await(client().upload(content));

    for (Path kept : server.files()) {
      assertThat(
              new String(
                  Files.readAllBytes(server.directory().resolve(kept)),
                  StandardCharsets.ISO_8859_1))
          .doesNotContain("canary");
    }
  }

  @Test
  void tellTheirProgress() throws IOException {
    Path content = file(300_000);
    List<Long> sent = new CopyOnWriteArrayList<>();
    List<Long> received = new CopyOnWriteArrayList<>();

    AsyncFile read = await(vertx.fileSystem().open(content.toString(), new OpenOptions()));
    UploadedAttachment uploaded =
        await(client().upload(read, 300_000, (bytes, total) -> sent.add(bytes)));
    AsyncFile write = await(vertx.fileSystem().open(elsewhere().toString(), new OpenOptions()));
    TransferProgress progress = (bytes, total) -> received.add(bytes);
    await(client().download(uploaded.link(), write, MOST, progress));

    assertThat(sent).isSorted().isNotEmpty();
    assertThat(received).isSorted().last().isEqualTo(sent.get(sent.size() - 1));
  }

  @Test
  void goOnAtAnotherServerWhereOneIsAway() throws IOException {
    Path content = file(1000);
    URI away = URI.create("ws://127.0.0.1:1/api");

    UploadedAttachment uploaded = await(client(away, server.server().uri()).upload(content));
    Path copy = elsewhere();
    await(client(away, server.server().uri()).download(uploaded.link(), copy, MOST));

    assertThat(copy).hasSameBinaryContentAs(content);
  }

  @Test
  void goOnBehindWhatCameWhereConnectionsAreCutOff() throws Exception {
    Path content = file(1_000_000);
    UploadedAttachment uploaded = await(client().upload(content));

    try (CuttingRelay relay = CuttingRelay.start(server.server().uri(), 200_000)) {
      Path copy = elsewhere();
      await(client(relay.uri()).download(uploaded.link(), copy, MOST));

      assertThat(copy).hasSameBinaryContentAs(content);
      assertThat(relay.connections()).isGreaterThan(2);
    }
  }

  @Test
  void waitForAnAppThatTakesItsTime() throws Exception {
    Path content = file(1_000_000);
    UploadedAttachment uploaded = await(client().upload(content));

    try (CuttingRelay relay = CuttingRelay.start(server.server().uri(), Integer.MAX_VALUE)) {
      Duration request = Duration.ofSeconds(2);
      ClientOptions options =
          ClientOptions.of(relay.uri()).withTimeouts(ClientTimeouts.DEFAULT.withRequest(request));
      Path copy = elsewhere();
      AsyncFile file = await(vertx.fileSystem().open(copy.toString(), new OpenOptions()));
      HesitantSink sink = new HesitantSink(vertx, file, request.multipliedBy(2));
      await(
          transport
              .attachments(vertx, options)
              .download(uploaded.link(), sink, MOST, TransferProgress.NONE));

      assertThat(copy).hasSameBinaryContentAs(content);
      assertThat(relay.connections()).isEqualTo(1);
    }
  }

  @Test
  void failWhereTheAttachmentIsGone() throws IOException {
    String link = await(client().upload(file(10))).link();
    for (Path kept : server.files()) {
      Files.delete(server.directory().resolve(kept));
    }

    fails(Problem.GONE, client().download(link, elsewhere(), MOST));
  }

  @Test
  void failWhereTheServerHasChangedAByte() throws IOException {
    List<Path> before = server.files();
    String link = await(client().upload(file(200_000))).link();
    Path kept =
        server.files().stream()
            .filter(file -> !before.contains(file) && file.startsWith("kept"))
            .map(server.directory()::resolve)
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(kept);
    bytes[100_000] ^= 1;
    Files.write(kept, bytes);

    fails(Problem.DAMAGED, client().download(link, elsewhere(), MOST));
  }

  @Test
  void failWhereAFileIsLargerThanTheServerTakes() throws IOException {
    fails(Problem.TOO_LARGE, client().upload(file(3_000_000)));
  }

  @Test
  void failWhereAFileIsLargerThanTheAppTakes() throws IOException {
    String link = await(client().upload(file(100_000))).link();

    fails(Problem.TOO_LARGE, client().download(link, elsewhere(), 90_000));
  }

  @Test
  void failWhereNoServerAnswers() throws IOException {
    String link = await(client().upload(file(10))).link();

    fails(
        Problem.INTERRUPTED,
        client(URI.create("ws://127.0.0.1:1/api")).download(link, elsewhere(), MOST));
  }

  @Test
  void failWhereTheContentDoesNotHaveItsSize() throws IOException {
    for (long wrong : new long[] {9, 11}) {
      AsyncFile read = await(vertx.fileSystem().open(file(10).toString(), new OpenOptions()));

      assertThat(failure(client().upload(read, wrong, TransferProgress.NONE)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/attachments/a#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "//evil.example/attachments/a#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/attachments/../api#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/attachments/a?b#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/attachments/a#AAAA",
        "/attachments/a"
      })
  void askNoOtherUrl(String link) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client().download(link, elsewhere(), MOST));
  }

  @Test
  void endWhereTheAppCancels() {
    Iterator<CompletableFuture<byte[]>> parts =
        List.of(
                CompletableFuture.completedFuture(new byte[200_000]),
                new CompletableFuture<byte[]>())
            .iterator();
    ClientOptions options = ClientOptions.of(server.server().uri());
    CompletableFuture<UploadedAttachment> upload =
        transport.core(vertx, options).upload(parts::next, 1_000_000, TransferProgress.NONE);
    Mail.until(() -> transfers() == 1);

    upload.cancel(false);

    Mail.until(() -> transfers() == 0);
  }

  private double transfers() {
    return Scrape.of(server.server()).value("messaging_attachments_transfers");
  }

  private static void fails(Problem problem, Future<?> transfer) {
    assertThat(failure(transfer))
        .isInstanceOfSatisfying(
            AttachmentException.class, failure -> assertThat(failure.problem()).isEqualTo(problem));
  }
}
