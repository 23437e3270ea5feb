package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.attachments.TransferProgress;
import org.messagingserver.client.attachments.UploadedAttachment;

/**
 * {@link org.messagingserver.client.attachments.Attachments} in the types of Vert.x. Each transfer
 * runs on one Vert.x context, that of the caller if it is on one.
 */
public final class Attachments {
  private final Vertx vertx;
  private final org.messagingserver.client.attachments.Attachments core;

  private Attachments(Vertx vertx, org.messagingserver.client.attachments.Attachments core) {
    this.vertx = vertx;
    this.core = core;
  }

  /** Creates one, which needs no closing. */
  public static Attachments create(Vertx vertx, ClientOptions options) {
    return create(vertx, new WebSocketClientOptions(), options);
  }

  /**
   * Creates one, which needs no closing.
   *
   * @param transport trust and client certificates, TLS versions, a proxy
   */
  public static Attachments create(
      Vertx vertx, WebSocketClientOptions transport, ClientOptions options) {
    VertxTransport shared = new VertxTransport(vertx, transport);
    return of(
        vertx,
        org.messagingserver.client.attachments.Attachments.create(
            shared, shared, () -> new VertxScheduler(vertx), options));
  }

  /** The same in the types of Vert.x, whatever its transport and its threads. */
  public static Attachments of(
      Vertx vertx, org.messagingserver.client.attachments.Attachments core) {
    return new Attachments(vertx, core);
  }

  /** Uploads a file. */
  public Future<UploadedAttachment> upload(Path file) {
    return here(core.upload(file));
  }

  /** Uploads content, reading it no faster than the server takes it. */
  public Future<UploadedAttachment> upload(
      ReadStream<Buffer> content, long size, TransferProgress progress) {
    return here(core.upload(new PulledStream(content), size, progress));
  }

  /** Downloads to a file that must not exist. */
  public Future<Void> download(String link, Path file, long maxBytes) {
    return here(core.download(link, file, maxBytes));
  }

  /**
   * Downloads content, and goes on where a broken connection stopped.
   *
   * @param content is ended when all was written
   */
  public Future<Void> download(
      String link, WriteStream<Buffer> content, long maxBytes, TransferProgress progress) {
    PushedStream sink = new PushedStream(content);
    return here(core.download(link, sink, maxBytes, progress)).compose(done -> sink.end());
  }

  private <T> Future<T> here(CompletableFuture<T> transfer) {
    return Future.fromCompletionStage(transfer, vertx.getOrCreateContext());
  }
}
