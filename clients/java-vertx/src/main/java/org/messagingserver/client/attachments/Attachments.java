package org.messagingserver.client.attachments;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.attachments.AttachmentException.Problem;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.UploadLinks;

/**
 * Uploads and downloads files that are too large for a message. Each is encrypted under a key of
 * its own, in segments that are authenticated with their place, and padded to a size class: the
 * server sees that, and nothing of the content.
 *
 * <p>Transfers have connections of their own, so that no socket tells the server who sends a
 * message with the link. It sees the addresses of the network: an app that wants to hide more
 * downloads later.
 */
public final class Attachments {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Vertx vertx;
  private final WebSocketClientOptions transport;
  private final ClientOptions options;
  private final HttpClient client;

  private Attachments(Vertx vertx, WebSocketClientOptions transport, ClientOptions options) {
    this.vertx = vertx;
    this.transport = new WebSocketClientOptions(transport);
    this.options = options;
    this.client = vertx.createHttpClient(http(transport, options));
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
    return new Attachments(vertx, transport, options);
  }

  private static HttpClientOptions http(WebSocketClientOptions transport, ClientOptions options) {
    return new HttpClientOptions()
        .setKeepAlive(false)
        .setTrustOptions(transport.getTrustOptions())
        .setTrustAll(transport.isTrustAll())
        .setVerifyHost(transport.isVerifyHost())
        .setKeyCertOptions(transport.getKeyCertOptions())
        .setProxyOptions(transport.getProxyOptions())
        .setEnabledSecureTransportProtocols(transport.getEnabledSecureTransportProtocols())
        .setConnectTimeout((int) options.timeouts().request().toMillis());
  }

  /** Uploads a file; see {@link #upload(ReadStream, long, TransferProgress)}. */
  public Future<UploadedAttachment> upload(Path file) {
    return vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setWrite(false))
        .compose(
            open ->
                open.size()
                    .compose(size -> upload(open, size, TransferProgress.NONE))
                    .eventually(() -> open.close()));
  }

  /**
   * Uploads content, reading it no faster than the server takes it.
   *
   * @param content is read from its beginning
   * @param size of it, in bytes
   * @return a future that succeeds once the server has the attachment on its disk; it fails with an
   *     {@link AttachmentException}, a {@link ServerRefusedException} ({@code unavailable} while
   *     the server has no room, {@code too_many_requests}), a {@link ConnectFailedException}, an
   *     {@link OutcomeUnknownException}, or an {@link IllegalArgumentException} if the content does
   *     not have its size. It is not repeated; upload again
   */
  public Future<UploadedAttachment> upload(
      ReadStream<Buffer> content, long size, TransferProgress progress) {
    content.pause();
    long total = ContentEncryptor.encryptedBytes(size);
    byte[] key = new byte[SegmentCipher.KEY_BYTES];
    RANDOM.nextBytes(key);
    return onContext(() -> place(options.servers(), total))
        .compose(
            place ->
                put(place, content, encryptor(key, size), total, progress)
                    .map(
                        done ->
                            new UploadedAttachment(
                                new AttachmentLink(place.links().getUrl(), Buffer.buffer(key))
                                    .text(),
                                Instant.ofEpochSecond(place.links().keptUntil()))));
  }

  private record Place(URI server, UploadLinks links) {}

  /** A place at the first of these servers that can be connected to. */
  private Future<Place> place(List<URI> servers, long bytes) {
    URI server = servers.get(0);
    AnonymousConnection connection =
        MessagingClient.create(vertx, transport, options.withServers(List.of(server))).anonymous();
    return connection
        .connectOnce()
        .compose(connected -> connection.requestUpload(bytes))
        .map(links -> new Place(server, links))
        .eventually(connection::close)
        .recover(
            failure ->
                failure instanceof ConnectFailedException && servers.size() > 1
                    ? place(servers.subList(1, servers.size()), bytes)
                    : Future.failedFuture(tooLarge(failure)));
  }

  private static Throwable tooLarge(Throwable failure) {
    return failure instanceof ServerRefusedException refused
            && refused.error().filter(ErrorName.INVALID_MESSAGE::equals).isPresent()
        ? new AttachmentException(
            Problem.TOO_LARGE, "the server takes no attachments of this size", refused)
        : failure;
  }

  private static ContentEncryptor encryptor(byte[] key, long size) {
    try {
      return new ContentEncryptor(SegmentCipher.create(key), size);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }

  private Future<Void> put(
      Place place,
      ReadStream<Buffer> content,
      ContentEncryptor encryptor,
      long total,
      TransferProgress progress) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.PUT)
            .setAbsoluteURI(AttachmentLink.resolve(place.links().putUrl(), place.server()))
            .setIdleTimeout(options.timeouts().request().toMillis());
    for (Map.Entry<String, String> header : place.links().putHeaders().entrySet()) {
      request.addHeader(header.getKey(), header.getValue());
    }
    return client
        .request(request)
        .recover(
            failure ->
                Future.failedFuture(
                    new AttachmentException(
                        Problem.INTERRUPTED, "the upload was cut off", failure)))
        .compose(open -> new AttachmentUpload(content, open, encryptor, total, progress).run());
  }

  /**
   * Downloads to a file that must not exist; see {@link #download(String, WriteStream, long,
   * TransferProgress)}.
   */
  public Future<Void> download(String link, Path file, long maxBytes) {
    AttachmentLink parsed = AttachmentLink.parse(link);
    return vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setCreateNew(true))
        .compose(
            open ->
                download(parsed, open, maxBytes, TransferProgress.NONE)
                    .eventually(() -> close(open)));
  }

  private static Future<Void> close(AsyncFile file) {
    return file.close().otherwiseEmpty();
  }

  /**
   * Downloads content, and goes on where a broken connection stopped. Every part is authentic
   * before it is written; where the future fails with {@link Problem#DAMAGED} or {@link
   * Problem#INTERRUPTED}, the beginning was written.
   *
   * @param link from an {@link UploadedAttachment}
   * @param content is ended when all was written
   * @param maxBytes the largest content to accept
   * @return a future that fails with an {@link AttachmentException}, or with the failure of the
   *     content
   * @throws IllegalArgumentException if the text is no such link: no other URL is asked
   */
  public Future<Void> download(
      String link, WriteStream<Buffer> content, long maxBytes, TransferProgress progress) {
    return download(AttachmentLink.parse(link), content, maxBytes, progress);
  }

  private Future<Void> download(
      AttachmentLink link, WriteStream<Buffer> content, long maxBytes, TransferProgress progress) {
    long most = ContentEncryptor.encryptedBytes(maxBytes);
    return onContext(
        () -> new AttachmentDownload(vertx, client, options, link, content, most, progress).run());
  }

  /** Each transfer runs on one event loop, that of the caller if it is on one. */
  private <T> Future<T> onContext(Supplier<Future<T>> transfer) {
    Promise<T> promise = Promise.promise();
    vertx.getOrCreateContext().runOnContext(tick -> transfer.get().onComplete(promise));
    return promise.future();
  }
}
