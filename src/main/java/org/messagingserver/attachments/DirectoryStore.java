package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.attachments.AttachmentException.Reason;
import org.messagingserver.attachments.SpaceLedger.Claim;

/**
 * Keeps attachments in files. An attachment that was put is there after a crash; one that was not
 * leaves nothing. Its offer holds its place for ten minutes, also over a restart.
 */
final class DirectoryStore implements AttachmentStore {
  /** How long an offer holds its place. */
  static final Duration OFFERED = Duration.ofMinutes(10);

  private final BlockingFileTasks tasks;
  private final AttachmentFiles files;
  private final SpaceLedger ledger;
  private final AttachmentSettings settings;
  private final AttachmentLinks links;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final DirectoryUpkeep upkeep;

  private DirectoryStore(
      BlockingFileTasks tasks,
      AttachmentFiles files,
      SpaceLedger ledger,
      AttachmentSettings settings,
      AttachmentLinks links,
      InstantSource clock,
      DirectoryUpkeep upkeep) {
    this.tasks = tasks;
    this.files = files;
    this.ledger = ledger;
    this.settings = settings;
    this.links = links;
    this.clock = clock;
    this.upkeep = upkeep;
  }

  /**
   * Opens the directory, and counts what is in it before anything can be added.
   *
   * @return fails with {@link AttachmentDirectoryException} if it cannot be used
   */
  static Future<DirectoryStore> open(
      Vertx vertx,
      AttachmentSettings settings,
      AttachmentLinks links,
      AttachmentMeters meters,
      InstantSource clock) {
    SpaceLedger ledger = new SpaceLedger(settings.maxTotalBytes());
    BlockingFileTasks tasks = new BlockingFileTasks(vertx);
    meters.watch(ledger);
    return vertx
        .executeBlocking(() -> DirectoryUpkeep.open(vertx, tasks, settings, ledger, clock), false)
        .map(
            upkeep ->
                new DirectoryStore(tasks, upkeep.files(), ledger, settings, links, clock, upkeep))
        .onFailure(unusable -> tasks.close());
  }

  @Override
  public Future<UploadOffer> offer(long bytes, long source) {
    long now = clock.instant().getEpochSecond();
    Attachment attachment = attachment(bytes);
    UploadPermit permit = new UploadPermit(attachment, now + OFFERED.toSeconds());
    String name = links.name(attachment);
    Claim claim = new Claim(SpaceLedger.cost(bytes), source, permit.expiresAt());
    return tasks
        .run(() -> reserve(name, permit, claim))
        .map(
            reserved ->
                new UploadOffer(
                    Attachments.PATH + links.upload(permit),
                    Map.of(),
                    Attachments.PATH + links.download(attachment),
                    permit.expiresAt(),
                    attachment.keptUntil()));
  }

  private Attachment attachment(long bytes) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    return new Attachment(
        id, bytes, Attachment.hourAfter(clock.instant().plus(settings.retention())));
  }

  private Void reserve(String name, UploadPermit permit, Claim claim) throws IOException {
    if (!upkeep.diskHasRoomFor(claim.cost()) || !claims(name, claim)) {
      throw new AttachmentException(Reason.FULL);
    }
    try {
      files.reserve(name, permit.attachment().bytes(), permit.expiresAt());
    } catch (IOException | RuntimeException failure) {
      ledger.release(name);
      throw failure;
    }
    return null;
  }

  private boolean claims(String name, Claim claim) {
    if (ledger.claim(name, claim)) {
      return true;
    }
    ledger.expire(clock.instant().getEpochSecond());
    return ledger.claim(name, claim);
  }

  @Override
  public Future<AttachmentSink> upload(String token, long bytes) {
    UploadPermit permit = links.upload(token).orElse(null);
    if (permit == null) {
      return failed(Reason.NOT_FOUND);
    }
    if (permit.expiresAt() <= clock.instant().getEpochSecond()) {
      return failed(Reason.EXPIRED);
    }
    return permit.attachment().bytes() == bytes
        ? tasks.run(() -> begin(permit, links.name(permit.attachment())))
        : failed(Reason.WRONG_SIZE);
  }

  private AttachmentSink begin(UploadPermit permit, String name) throws IOException {
    Attachment attachment = permit.attachment();
    Path place = files.kept(name, attachment);
    if (Files.exists(place)) {
      throw new AttachmentException(Reason.ALREADY_THERE);
    }
    Path incoming = files.incoming(name, attachment.bytes());
    String claim = incoming.getFileName().toString();
    long cost = SpaceLedger.cost(attachment.bytes());
    long source = ledger.source(name);
    upkeep.attempts().begin(name, permit.expiresAt());
    if (!ledger.replace(name, claim, cost)) {
      upkeep.attempts().end(name);
      throw new AttachmentException(Reason.FULL);
    }
    Claim offer = new Claim(cost, source, permit.expiresAt());
    Runnable abandoned = () -> upkeep.abandoned(name, claim, offer);
    try {
      return new FileSink(
          tasks, files, attachment, place, incoming, abandoned, () -> kept(permit, name, claim));
    } catch (IOException | RuntimeException failure) {
      abandoned.run();
      throw failure;
    }
  }

  private void kept(UploadPermit permit, String name, String claim) {
    upkeep.attempts().end(name);
    ledger.stored(claim, SpaceLedger.cost(permit.attachment().bytes()));
    ledger.release(name);
    upkeep.forget(name, permit);
  }

  @Override
  public Future<Download> download(String token) {
    Attachment attachment = links.download(token).orElse(null);
    if (attachment == null) {
      return failed(Reason.NOT_FOUND);
    }
    if (attachment.keptUntil() <= clock.instant().getEpochSecond()) {
      return failed(Reason.EXPIRED);
    }
    return tasks.run(() -> new FileDownload(tasks, files.kept(links.name(attachment), attachment)));
  }

  private static <T> Future<T> failed(Reason reason) {
    return Future.failedFuture(new AttachmentException(reason));
  }

  @Override
  public Future<Void> close() {
    return upkeep.close().eventually(tasks::close);
  }
}
