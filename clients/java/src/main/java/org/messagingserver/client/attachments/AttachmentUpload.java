package org.messagingserver.client.attachments;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.attachments.AttachmentException.Problem;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.UploadLinks;

/** One upload: a place at the first server that can be connected to, and a PUT to it. */
final class AttachmentUpload {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final HttpTransport http;
  private final ClientOptions options;
  private final Function<URI, MessagingClient> clients;
  private final Scheduler scheduler;
  private final ContentSource content;
  private final long size;
  private final long total;
  private final TransferProgress progress;
  private final byte[] key = new byte[SegmentCipher.KEY_BYTES];
  private final CompletableFuture<UploadedAttachment> done = new CompletableFuture<>();
  private Runnable cancel = () -> {};

  AttachmentUpload(
      HttpTransport http,
      ClientOptions options,
      Function<URI, MessagingClient> clients,
      Scheduler scheduler,
      ContentSource content,
      long size,
      TransferProgress progress) {
    this.http = http;
    this.options = options;
    this.clients = clients;
    this.scheduler = scheduler;
    this.content = content;
    this.size = size;
    this.total = ContentEncryptor.encryptedBytes(size);
    this.progress = progress;
    RANDOM.nextBytes(key);
  }

  CompletableFuture<UploadedAttachment> run() {
    scheduler.execute(() -> requestPlace(options.servers()));
    var unused = done.whenComplete((uploaded, failure) -> scheduler.execute(() -> cancel.run()));
    return done;
  }

  private void requestPlace(List<URI> servers) {
    if (done.isDone()) {
      return;
    }
    URI server = servers.get(0);
    AnonymousConnection connection = clients.apply(server).anonymous();
    cancel = () -> closed(connection, () -> {});
    AppCall.run(
        scheduler,
        () -> connection.connectOnce().thenCompose(open -> connection.requestUpload(total)),
        links -> closed(connection, () -> put(server, links)),
        failure -> closed(connection, () -> notOffered(servers, failure)));
  }

  /** The connection ends before the transfer begins: they are not to be seen together. */
  private void closed(AnonymousConnection connection, Runnable next) {
    AppCall.run(scheduler, connection::close, closed -> next.run(), failure -> next.run());
  }

  private void notOffered(List<URI> servers, Throwable failure) {
    if (failure instanceof ConnectFailedException && servers.size() > 1) {
      requestPlace(servers.subList(1, servers.size()));
    } else {
      done.completeExceptionally(isTooLarge(failure) ? tooLarge(failure) : failure);
    }
  }

  private static boolean isTooLarge(Throwable failure) {
    return failure instanceof ServerRefusedException
        && ((ServerRefusedException) failure)
            .error()
            .filter(ErrorName.INVALID_MESSAGE::equals)
            .isPresent();
  }

  private static AttachmentException tooLarge(Throwable refused) {
    return new AttachmentException(
        Problem.TOO_LARGE, "the server takes no attachments of this size", refused);
  }

  private void put(URI server, UploadLinks links) {
    if (done.isDone()) {
      return;
    }
    try {
      put(new Place(server, links, key, total));
    } catch (AttachmentException refused) {
      done.completeExceptionally(refused);
    }
  }

  private void put(Place place) {
    AttachmentPut put =
        new AttachmentPut(
            content, encryptor(), scheduler, options.timeouts().request(), total, progress);
    cancel = put::cancel;
    AppCall.run(
        scheduler,
        () -> put.run(http, place.put(), options.timeouts().request()),
        sent -> done.complete(place.uploaded()),
        done::completeExceptionally);
  }

  private ContentEncryptor encryptor() {
    try {
      return new ContentEncryptor(SegmentCipher.create(key), size);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }
}
