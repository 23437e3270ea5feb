package org.messagingserver.attachments;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.messagingserver.attachments.AttachmentException.Reason;
import org.messagingserver.encryption.Encryption;

/**
 * The attachments of a node: offers places for them, takes them and gives them, and bounds how many
 * it moves at once. May be used from any event loop.
 */
public final class Attachments {
  /** The paths of their links begin with this. */
  public static final String PATH = "/attachments/";

  /** A disk that takes longer hangs. */
  private static final int OFFER_SECONDS = 10;

  private final Optional<AttachmentStore> store;
  private final long maxBytes;
  private final TransferSlots slots;
  private final AttachmentMeters meters;

  private Attachments(
      Optional<AttachmentStore> store,
      long maxBytes,
      TransferSlots slots,
      AttachmentMeters meters) {
    this.store = store;
    this.maxBytes = maxBytes;
    this.slots = slots;
    this.meters = meters;
  }

  /** Keeps none. */
  public static Attachments none(MeterRegistry registry) {
    AttachmentMeters meters = new AttachmentMeters(registry);
    TransferSlots slots = new TransferSlots(1, System::nanoTime);
    meters.watch(slots);
    meters.watch(new SpaceLedger(0));
    return new Attachments(Optional.empty(), 0, slots, meters);
  }

  /**
   * Opens the store.
   *
   * @param kind of it
   * @return fails with {@link AttachmentDirectoryException} if it cannot be used
   */
  public static Future<Attachments> open(
      Vertx vertx,
      StoreKind kind,
      AttachmentSettings settings,
      Encryption encryption,
      MeterRegistry registry) {
    return switch (kind) {
      case OFF -> Future.succeededFuture(none(registry));
      case DIRECTORY -> {
        AttachmentMeters meters = new AttachmentMeters(registry);
        yield DirectoryStore.open(
                vertx, settings, new AttachmentLinks(encryption), meters, InstantSource.system())
            .map(store -> of(store, settings, meters));
      }
      case S3 -> {
        AttachmentMeters meters = new AttachmentMeters(registry);
        S3Settings s3 = settings.s3().orElseThrow();
        yield S3Store.open(
                vertx,
                settings,
                s3,
                new AttachmentLinks(encryption),
                meters,
                InstantSource.system())
            .map(store -> of(store, settings, meters));
      }
    };
  }

  private static Attachments of(
      AttachmentStore store, AttachmentSettings settings, AttachmentMeters meters) {
    TransferSlots slots = new TransferSlots(settings.concurrent(), System::nanoTime);
    meters.watch(slots);
    return new Attachments(Optional.of(store), settings.maxBytes(), slots, meters);
  }

  /** The largest that is offered a place; 0 where none is. */
  public long maxBytes() {
    return maxBytes;
  }

  /** Whether any are served. */
  public boolean areServed() {
    return store.isPresent();
  }

  /**
   * Reserves a place for a while; fails with {@link AttachmentException}.
   *
   * @param source whom it counts for; 0 for nobody
   */
  public Future<UploadOffer> offer(long bytes, long source) {
    return store
        .map(opened -> opened.offer(bytes, source))
        .orElseGet(Attachments::notFound)
        .timeout(OFFER_SECONDS, TimeUnit.SECONDS)
        .recover(failure -> Future.failedFuture(known(failure)));
  }

  private static AttachmentException known(Throwable failure) {
    return failure instanceof AttachmentException known
        ? known
        : new AttachmentException(Reason.UNAVAILABLE);
  }

  /** Begins to take an attachment; fails with {@link AttachmentException}. */
  public Future<AttachmentSink> upload(String token, long bytes) {
    return store.map(opened -> opened.upload(token, bytes)).orElseGet(Attachments::notFound);
  }

  /** Finds an attachment; fails with {@link AttachmentException}. */
  public Future<Download> download(String token) {
    return store.map(opened -> opened.download(token)).orElseGet(Attachments::notFound);
  }

  private static <T> Future<T> notFound() {
    return Future.failedFuture(new AttachmentException(Reason.NOT_FOUND));
  }

  /**
   * Takes one of the places for transfers, if any is free or held by one that has to give way; what
   * it gives is to be run once the transfer is over.
   */
  public Optional<Runnable> beginTransfer(long source, Transfer transfer) {
    return slots.take(source, transfer);
  }

  /** How transfers end. */
  public AttachmentMeters meters() {
    return meters;
  }

  /** Ends what the store does by itself. */
  public Future<Void> close() {
    return store.map(AttachmentStore::close).orElseGet(Future::succeededFuture);
  }
}
