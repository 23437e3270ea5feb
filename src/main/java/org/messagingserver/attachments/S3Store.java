package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.attachments.AttachmentException.Reason;
import org.messagingserver.attachments.SpaceLedger.Claim;
import org.messagingserver.config.SecretException;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * Leaves attachments to a store that speaks S3's protocol: clients put to it directly, exactly the
 * size that was offered and once, and are sent to it to fetch. Bounds the bytes of an hour; the
 * store deletes what has expired.
 */
final class S3Store implements AttachmentStore {
  private static final Duration PUT_LASTS = Duration.ofMinutes(10);
  private static final Duration GET_LASTS = Duration.ofMinutes(10);
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final long TIDY_MILLIS = 10_000;

  private final Vertx vertx;
  private final AttachmentSettings settings;
  private final AttachmentLinks links;
  private final S3Signer signer;
  private final SpaceLedger hour;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final long timer;

  private S3Store(
      Vertx vertx,
      AttachmentSettings settings,
      AttachmentLinks links,
      S3Signer signer,
      SpaceLedger hour,
      InstantSource clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.links = links;
    this.signer = signer;
    this.hour = hour;
    this.clock = clock;
    this.timer =
        vertx.setPeriodic(TIDY_MILLIS, due -> hour.expire(clock.instant().getEpochSecond()));
  }

  /**
   * Reads the key; asks the store nothing.
   *
   * @return fails with {@link SecretException} if it cannot be used
   */
  static Future<S3Store> open(
      Vertx vertx,
      AttachmentSettings settings,
      S3Settings s3,
      AttachmentLinks links,
      AttachmentMeters meters,
      InstantSource clock) {
    SpaceLedger hour = new SpaceLedger(s3.maxBytesPerHour());
    meters.watch(hour);
    return vertx
        .executeBlocking(() -> S3Signer.open(s3, clock), false)
        .map(signer -> new S3Store(vertx, settings, links, signer, hour, clock));
  }

  @Override
  public Future<UploadOffer> offer(long bytes, long source) {
    long now = clock.instant().getEpochSecond();
    Attachment attachment =
        new Attachment(
            new UUID(random.nextLong(), random.nextLong()),
            bytes,
            Attachment.hourAfter(clock.instant().plus(settings.retention())));
    Claim claim = new Claim(SpaceLedger.cost(bytes), source, now + WINDOW.toSeconds());
    return hour.claim(links.name(attachment), claim)
        ? Future.succeededFuture(offer(attachment, now + PUT_LASTS.toSeconds()))
        : Future.failedFuture(new AttachmentException(Reason.FULL));
  }

  private UploadOffer offer(Attachment attachment, long expiresAt) {
    Map<String, String> once = Map.of("If-None-Match", "*");
    Map<String, String> signed =
        Map.of("If-None-Match", "*", "Content-Length", Long.toString(attachment.bytes()));
    return new UploadOffer(
        signer.link(SdkHttpMethod.PUT, object(attachment), signed, PUT_LASTS),
        once,
        Attachments.PATH + links.download(attachment),
        expiresAt,
        attachment.keptUntil());
  }

  private String object(Attachment attachment) {
    return attachment.day() + "/" + links.name(attachment);
  }

  /** Clients put to the store itself. */
  @Override
  public Future<AttachmentSink> upload(String token, long bytes) {
    return Future.failedFuture(new AttachmentException(Reason.NOT_FOUND));
  }

  @Override
  public Future<Download> download(String token) {
    Attachment attachment = links.download(token).orElse(null);
    if (attachment == null) {
      return Future.failedFuture(new AttachmentException(Reason.NOT_FOUND));
    }
    if (attachment.keptUntil() <= clock.instant().getEpochSecond()) {
      return Future.failedFuture(new AttachmentException(Reason.EXPIRED));
    }
    Download.Redirect redirect = method -> link(method, attachment);
    return Future.succeededFuture(redirect);
  }

  private String link(HttpMethod method, Attachment attachment) {
    SdkHttpMethod signed = SdkHttpMethod.fromValue(method.name());
    return signer.link(signed, object(attachment), Map.of(), GET_LASTS);
  }

  @Override
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
