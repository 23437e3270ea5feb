package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.attachments.AttachmentException.Reason;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;

@ExtendWith(VertxExtension.class)
class DirectoryStoreTest {
  private static final int MAX_BYTES = 4096;
  private static final Instant BEGIN = Instant.parse("2026-11-30T12:34:56Z");

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
  private final InstantSource clock = now::get;
  private Vertx vertx;
  private DirectoryStore store;

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
    store = await(reopened(settings(false)));
  }

  @AfterEach
  void close() {
    await(store.close());
  }

  private AttachmentSettings settings(boolean shared) {
    return new AttachmentSettings(
        Optional.of(StoreKind.DIRECTORY),
        directory.resolve("attachments"),
        shared,
        MAX_BYTES,
        16 * MAX_BYTES,
        Duration.ofDays(30),
        10,
        Optional.empty());
  }

  private Future<DirectoryStore> reopened(AttachmentSettings settings) {
    EncryptionSettings keys =
        new EncryptionSettings(directory.resolve("keys.json"), Optional.empty());
    return DirectoryStore.open(
        vertx,
        settings,
        new AttachmentLinks(Encryption.open(keys)),
        new AttachmentMeters(new SimpleMeterRegistry()),
        clock);
  }

  private void restart() {
    await(store.close());
    store = await(reopened(settings(false)));
  }

  private UploadOffer offer(long bytes) {
    return await(store.offer(bytes, 0));
  }

  private static String token(String url) {
    assertThat(url).startsWith("/attachments/");
    return url.substring("/attachments/".length());
  }

  private AttachmentSink upload(UploadOffer offer, long bytes) {
    return await(store.upload(token(offer.putUrl()), bytes));
  }

  private UploadOffer put(Buffer content) {
    UploadOffer offer = offer(content.length());
    AttachmentSink upload = upload(offer, content.length());
    await(upload.write(content));
    await(upload.finish());
    return offer;
  }

  private Buffer got(UploadOffer offer) {
    Download.Open open = (Download.Open) await(store.download(token(offer.getUrl())));
    Buffer all = Buffer.buffer();
    while (all.length() < open.length()) {
      all.appendBuffer(await(open.read(all.length(), 7)));
    }
    await(open.close());
    return all;
  }

  private Reason reason(Future<?> future) {
    return ((AttachmentException) failure(future)).reason();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("attachments"))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("lock"))
          .map(directory.resolve("attachments")::relativize)
          .toList();
    }
  }

  @Test
  void givesWhatWasPutAlsoAfterARestart() throws IOException {
    UploadOffer offer = put(Buffer.buffer("sealed bytes"));

    restart();

    assertThat(got(offer)).isEqualTo(Buffer.buffer("sealed bytes"));
    assertThat(files()).hasSize(1);
  }

  @Test
  void leavesOnDiskTheDayAndTheSizeAlone() throws IOException {
    UploadOffer offer = put(Buffer.buffer("twelve bytes"));

    Path file = files().get(0);
    assertThat(file.toString()).matches("kept/2026-12-30/[0-9a-f]{32}-12");
    assertThat(
            Files.getLastModifiedTime(directory.resolve("attachments").resolve(file)).toInstant())
        .isEqualTo(Instant.parse("2026-12-30T00:00:00Z"));
    assertThat(Instant.ofEpochSecond(offer.keptUntil())).isEqualTo("2026-12-30T13:00:00Z");
  }

  @Test
  void takesAnAttachmentOnce() throws IOException {
    UploadOffer offer = put(Buffer.buffer("first"));

    assertThat(reason(store.upload(token(offer.putUrl()), 5))).isEqualTo(Reason.ALREADY_THERE);
    assertThat(got(offer)).isEqualTo(Buffer.buffer("first"));
  }

  @Test
  void keepsTheFirstThatEndsOfTwoPuts() throws IOException {
    UploadOffer offer = offer(5);
    AttachmentSink slow = upload(offer, 5);
    AttachmentSink quick = upload(offer, 5);
    assertThat(reason(store.upload(token(offer.putUrl()), 5))).isEqualTo(Reason.BUSY);

    await(slow.write(Buffer.buffer("other")));
    await(quick.write(Buffer.buffer("first")));
    await(quick.finish());

    assertThat(reason(slow.finish())).isEqualTo(Reason.ALREADY_THERE);
    assertThat(got(offer)).isEqualTo(Buffer.buffer("first"));
    assertThat(files()).hasSize(1);
  }

  @Test
  void takesExactlyAsManyBytesAsWereOffered() throws IOException {
    UploadOffer offer = offer(5);
    assertThat(reason(store.upload(token(offer.putUrl()), 4))).isEqualTo(Reason.WRONG_SIZE);
    assertThat(reason(store.upload(token(offer.putUrl()), 6))).isEqualTo(Reason.WRONG_SIZE);

    AttachmentSink tooShort = upload(offer, 5);
    await(tooShort.write(Buffer.buffer("1234")));
    assertThat(reason(tooShort.finish())).isEqualTo(Reason.WRONG_SIZE);

    AttachmentSink tooLong = upload(offer, 5);
    assertThat(reason(tooLong.write(Buffer.buffer("123456")))).isEqualTo(Reason.WRONG_SIZE);
    await(tooLong.abandon());

    assertThat(reason(store.download(token(offer.getUrl())))).isEqualTo(Reason.NOT_FOUND);
    assertThat(files()).allMatch(file -> file.startsWith("reserved"));
  }

  @Test
  void takesAnAttachmentAgainWhoseFirstPutBroke() {
    UploadOffer offer = offer(5);
    AttachmentSink broken = upload(offer, 5);
    await(broken.write(Buffer.buffer("12")));
    await(broken.abandon());

    AttachmentSink again = upload(offer, 5);
    await(again.write(Buffer.buffer("12345")));
    await(again.finish());

    assertThat(got(offer)).isEqualTo(Buffer.buffer("12345"));
  }

  @Test
  void refusesAPlaceThatIsPutToAgainAndAgainInVain() {
    UploadOffer offer = offer(5);
    for (int attempt = 0; attempt < PutAttempts.AT_ALL; attempt++) {
      await(upload(offer, 5).abandon());
    }

    assertThat(reason(store.upload(token(offer.putUrl()), 5))).isEqualTo(Reason.EXPIRED);

    AttachmentSink another = upload(offer(5), 5);
    await(another.abandon());
  }

  @Test
  void knowsNothingByAnotherName() throws IOException {
    UploadOffer offer = put(Buffer.buffer("secret"));
    String name = files().get(0).getFileName().toString();

    assertThat(reason(store.download(name))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(store.download("../../keys.json"))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(store.download(token(offer.putUrl())))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(store.upload(token(offer.getUrl()), 6))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(store.download("x" + token(offer.getUrl())))).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void removesAtTheStartWhatAKilledServerLeft() throws IOException {
    AttachmentSink cut = upload(offer(5), 5);
    await(cut.write(Buffer.buffer("12")));
    assertThat(files()).anyMatch(file -> file.startsWith("incoming"));

    restart();

    assertThat(files()).noneMatch(file -> file.startsWith("incoming"));
  }

  @Test
  void grantsNoMoreThanItMayKeepAlsoAfterARestart() {
    for (int offered = 0; offered < 16; offered++) {
      offer(MAX_BYTES);
    }
    assertThat(reason(store.offer(1, 0))).isEqualTo(Reason.FULL);

    restart();
    assertThat(reason(store.offer(1, 0))).isEqualTo(Reason.FULL);

    now.set(BEGIN.plus(DirectoryStore.OFFERED));
    assertThat(offer(1)).isNotNull();
  }

  @Test
  void countsWhatIsKeptAfterARestart() {
    for (int kept = 0; kept < 16; kept++) {
      put(Buffer.buffer(new byte[MAX_BYTES]));
    }
    restart();

    assertThat(reason(store.offer(1, 0))).isEqualTo(Reason.FULL);
  }

  @Test
  void refusesAPutAfterItsOfferIsOver() {
    UploadOffer offer = offer(5);
    assertThat(offer.putExpiresAt()).isEqualTo(BEGIN.plusSeconds(600).getEpochSecond());

    now.set(BEGIN.plusSeconds(600));

    assertThat(reason(store.upload(token(offer.putUrl()), 5))).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void givesNothingThatHasExpiredAndDeletesItAfterItsDay() throws IOException {
    UploadOffer offer = put(Buffer.buffer("old"));

    now.set(Instant.ofEpochSecond(offer.keptUntil() - 1));
    assertThat(got(offer)).isEqualTo(Buffer.buffer("old"));

    now.set(Instant.ofEpochSecond(offer.keptUntil()));
    assertThat(reason(store.download(token(offer.getUrl())))).isEqualTo(Reason.EXPIRED);

    now.set(Instant.parse("2026-12-31T00:00:00Z"));
    restart();
    assertThat(files()).isEmpty();
  }

  @Test
  void keepsASecondServerOffItsDirectory() {
    assertThat(failure(reopened(settings(false))))
        .isInstanceOf(AttachmentDirectoryException.class)
        .hasMessageContaining("in use by another server");
  }

  @Test
  void seesWhatAnotherNodePutIntoASharedDirectory() {
    await(store.close());
    store = await(reopened(settings(true)));
    DirectoryStore other = await(reopened(settings(true)));
    UploadOffer offer = put(Buffer.buffer("shared"));

    Download.Open found = (Download.Open) await(other.download(token(offer.getUrl())));

    assertThat(await(found.read(0, 100))).isEqualTo(Buffer.buffer("shared"));
    await(found.close());
    await(other.close());
  }

  @Test
  void leavesAlonePutsOfAnotherNodeThatStarts() throws IOException {
    await(store.close());
    now.set(Instant.now());
    store = await(reopened(settings(true)));
    UploadOffer offer = offer(5);
    AttachmentSink upload = upload(offer, 5);
    await(upload.write(Buffer.buffer("123")));

    DirectoryStore other = await(reopened(settings(true)));
    await(upload.write(Buffer.buffer("45")));
    await(upload.finish());

    assertThat(got(offer)).isEqualTo(Buffer.buffer("12345"));
    await(other.close());
  }
}
