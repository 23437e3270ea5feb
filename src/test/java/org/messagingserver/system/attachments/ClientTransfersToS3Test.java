package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.attachments.AttachmentException;
import org.messagingserver.client.attachments.AttachmentException.Problem;
import org.messagingserver.client.attachments.UploadedAttachment;
import org.messagingserver.client.vertx.Attachments;

/** The reference client moves files to where the server sends it, which is another host. */
class ClientTransfersToS3Test {
  private static final long MOST = 1L << 24;
  private static final int LENGTH = 1_500_000;

  @TempDir static Path directory;

  private static final Vertx VERTX = Vertx.vertx();
  private static S3Bucket bucket;
  private static AttachmentServer server;

  @BeforeAll
  static void start() throws Exception {
    bucket = S3Bucket.start(directory);
    server = AttachmentServer.start(bucket.settings(), new JsonObject());
  }

  @AfterAll
  static void stop() {
    server.close();
    bucket.close();
    await(VERTX.close());
  }

  private static Attachments client(ClientTransport transport) {
    return transport.attachments(VERTX, ClientOptions.of(server.server().uri()));
  }

  private static Path file() throws IOException {
    byte[] content = new byte[LENGTH];
    new Random(LENGTH).nextBytes(content);
    return Files.write(Files.createTempFile(directory, "content", ""), content);
  }

  @ParameterizedTest
  @EnumSource
  void bringAFileAsItWas(ClientTransport transport) throws IOException {
    Path content = file();

    UploadedAttachment uploaded = await(client(transport).upload(content));
    Path copy = directory.resolve("copy-" + transport);
    await(client(transport).download(uploaded.link(), copy, MOST));

    assertThat(copy).hasSameBinaryContentAs(content);
  }

  @ParameterizedTest
  @EnumSource
  void failWhereTheStoreHasItNoMore(ClientTransport transport) throws IOException {
    String link = await(client(transport).upload(file())).link();
    bucket.empty();

    assertThat(
            failure(client(transport).download(link, directory.resolve("gone-" + transport), MOST)))
        .isInstanceOfSatisfying(
            AttachmentException.class,
            failure -> assertThat(failure.problem()).isEqualTo(Problem.GONE));
  }
}
