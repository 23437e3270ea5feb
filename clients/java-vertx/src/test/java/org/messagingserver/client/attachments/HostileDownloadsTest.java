package org.messagingserver.client.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/** Whatever a server answers, a download ends, gives nothing false, and holds little. */
class HostileDownloadsTest extends HostileTransfer {
  private static final long MOST = 1L << 20;
  private static final int SEGMENT = SegmentCipher.SEGMENT_BYTES;

  private static final ClientTimeouts QUICK =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(1), Duration.ofMillis(20))
          .withRequest(Duration.ofSeconds(2))
          .withSend(Duration.ofMillis(500));

  private final byte[] key = new byte[SegmentCipher.KEY_BYTES];
  private final Buffer content = Buffer.buffer(new byte[200_000]);
  private final Sink sink = new Sink();

  private static final class Sink implements ContentSink {
    private final Buffer written = Buffer.buffer();

    @Override
    public CompletionStage<Void> write(byte[] part) {
      written.appendBytes(part);
      return CompletableFuture.completedFuture(null);
    }
  }

  private CompletableFuture<Void> download(HostileHttp server, ContentSink to, long maxBytes) {
    ClientOptions options = ClientOptions.of(server.uri()).withTimeouts(QUICK);
    String link = AttachmentLink.of("/attachments/a", key).text();
    return attachments(options).download(link, to, maxBytes, TransferProgress.NONE);
  }

  private Problem problem(HostileHttp server) {
    return problemOf(download(server, sink, MOST));
  }

  private Buffer encrypted() throws GeneralSecurityException {
    ContentEncryptor encryptor = new ContentEncryptor(SegmentCipher.create(key), content.length());
    Buffer encrypted = Buffer.buffer();
    for (int at = 0; at < content.length(); ) {
      at += encryptor.add(content.getBytes(), at);
      if (encryptor.isFull()) {
        encryptor.complete().forEach(encrypted::appendBytes);
      }
    }
    encryptor.end();
    while (!encryptor.isDone()) {
      encryptor.complete().forEach(encrypted::appendBytes);
    }
    return encrypted;
  }

  private static String length(long bytes) {
    return "Content-Length: " + bytes;
  }

  @Test
  void takesNothingForAnEmptyAttachment() throws Exception {
    assertThat(problem(server(it -> it.head(200, length(0))))).isEqualTo(Problem.DAMAGED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "0x10",
        "1, 2",
        "99999999999999999999999",
        "9223372036854775807",
        "999999999999999999"
      })
  void failsWithALengthThatCannotBe(String length) throws Exception {
    assertThat(problem(server(it -> it.head(200, "Content-Length: " + length).close())))
        .isIn(Problem.REFUSED, Problem.TOO_LARGE, Problem.INTERRUPTED);
    assertThat(sink.written.length()).isZero();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void leavesAnAnswerWithoutALength() throws Exception {
    HostileHttp server =
        server(
            it ->
                it.head(200, "Transfer-Encoding: chunked")
                    .flood(Buffer.buffer("4000\r\n" + "x".repeat(0x4000) + "\r\n")));

    assertThat(problem(server)).isEqualTo(Problem.REFUSED);
    server.awaitLeft();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void leavesAnEndlessRefusal() throws Exception {
    HostileHttp server = server(it -> it.head(403, length(HUGE)).flood());

    assertThat(problem(server)).isEqualTo(Problem.REFUSED);
    server.awaitLeft();
    assertThat(server.flooded()).isLessThan(SOME);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void leavesEveryEndlessFailureAndGivesUp() throws Exception {
    HostileHttp server = server(it -> it.head(500, length(HUGE)).flood());

    assertThat(problem(server)).isEqualTo(Problem.INTERRUPTED);
    server.awaitLeft();
    assertThat(server.requests()).hasSizeGreaterThan(1);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void leavesAnEndlessHead() throws Exception {
    HostileHttp server =
        server(it -> it.send("HTTP/1.1 200 OK\r\n").flood(Buffer.buffer("x: y\r\n".repeat(1000))));

    assertThat(problem(server)).isEqualTo(Problem.INTERRUPTED);
    server.awaitLeft();
  }

  @Test
  void leavesAHeadThatArrivesByteByByte() throws Exception {
    HostileHttp server = server(it -> it.send("HTTP/1.1 200 OK\r\nx: ").drip("y"));

    assertThat(problem(server)).isEqualTo(Problem.INTERRUPTED);
    server.awaitLeft();
  }

  @Test
  void leavesAnAttachmentThatArrivesByteByByte() throws Exception {
    HostileHttp server = server(it -> it.head(200, length(100_000)).drip("y"));

    assertThat(problem(server)).isEqualTo(Problem.INTERRUPTED);
    server.awaitLeft();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void readsNothingBehindTheAttachment() throws Exception {
    Buffer encrypted = encrypted();
    HostileHttp server =
        server(it -> it.head(200, length(encrypted.length())).send(encrypted).flood());

    download(server, sink, MOST).get();

    assertThat(sink.written).isEqualTo(content);
    server.awaitLeft();
    assertThat(server.flooded()).isLessThan(SOME);
  }

  @Test
  void givesUpWhereNothingMoreComes() throws Exception {
    Buffer encrypted = encrypted();
    HostileHttp server =
        server(
            it -> {
              boolean isFirst = it.number() == 1;
              it.head(isFirst ? 200 : 206, length(encrypted.length() - (isFirst ? 0 : SEGMENT)));
              it.send(isFirst ? encrypted.getBuffer(0, SEGMENT + 10) : Buffer.buffer()).close();
            });

    assertThat(problem(server)).isEqualTo(Problem.INTERRUPTED);
    assertThat(sink.written.length()).isPositive().isLessThan(SEGMENT);
  }

  @Test
  void doesNotGoOnWithAnAttachmentOfAnotherLength() throws Exception {
    Buffer encrypted = encrypted();
    HostileHttp server =
        server(
            it -> {
              boolean isFirst = it.number() == 1;
              it.head(isFirst ? 200 : 206, length(encrypted.length()));
              it.send(encrypted.getBuffer(0, SEGMENT + 10)).close();
            });

    assertThat(problem(server)).isEqualTo(Problem.DAMAGED);
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  void endsWhereItIsRedirectedForever() throws Exception {
    HostileHttp server =
        server(it -> it.head(307, "Location: /attachments/" + it.number(), length(HUGE)).flood());

    assertThat(problem(server)).isEqualTo(Problem.REFUSED);
    assertThat(server.requests()).hasSize(4);
    server.awaitLeft();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "http://user:password@127.0.0.1/a",
        "http:///a",
        "http://[::1",
        "data:,x"
      })
  void isNotRedirectedJustAnywhere(String location) throws Exception {
    assertThat(problem(server(it -> it.head(302, "Location: " + location, length(0)))))
        .isEqualTo(Problem.REFUSED);
  }

  @Test
  void carriesNothingToTheHostThatItIsRedirectedTo() throws Exception {
    Buffer encrypted = encrypted();
    HostileHttp store = server(it -> it.head(200, length(encrypted.length())).send(encrypted));
    HostileHttp server =
        server(
            it -> it.head(307, "Location: " + store.url("/b?c=d"), "Set-Cookie: e=f", length(0)));

    download(server, sink, MOST).get();

    assertThat(sink.written).isEqualTo(content);
    assertThat(store.requests())
        .singleElement()
        .asString()
        .startsWith("GET /b?c=d HTTP/1.1\r\n")
        .doesNotContainIgnoringCase("cookie")
        .doesNotContainIgnoringCase("referer")
        .doesNotContain("/attachments/");
  }

  @Test
  void readsNoMoreWhileTheAppTakesNothing() throws Exception {
    ContentEncryptor encryptor = new ContentEncryptor(SegmentCipher.create(key), HUGE);
    Buffer first = Buffer.buffer();
    encryptor.complete().forEach(first::appendBytes);
    HostileHttp server =
        server(
            it -> it.head(200, length(ContentEncryptor.encryptedBytes(HUGE))).send(first).flood());
    List<byte[]> taken = new java.util.concurrent.CopyOnWriteArrayList<>();

    CompletableFuture<Void> download =
        download(
            server,
            part -> {
              taken.add(part);
              return new CompletableFuture<>();
            },
            HUGE);
    awaitStandstill(server);

    assertThat(server.flooded()).isLessThan(SOME);
    assertThat(taken).hasSize(1);
    download.cancel(false);
    server.awaitLeft();
    assertThat(server.requests()).hasSize(1);
  }

  /** The network is full, and stays so for longer than the timeout of an answer. */
  private static void awaitStandstill(HostileHttp server) throws InterruptedException {
    for (long before = -1; before != server.flooded() || !server.isFull(); ) {
      before = server.flooded();
      Thread.sleep(QUICK.request().plusSeconds(1).toMillis());
    }
  }
}
