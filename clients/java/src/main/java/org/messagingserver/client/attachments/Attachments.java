package org.messagingserver.client.attachments;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.client.ExecutorScheduler;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.Transport;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/**
 * Uploads and downloads files that are too large for a message. Each is encrypted under a key of
 * its own, in segments that are authenticated with their place, and padded to a size class: the
 * server sees that, and nothing of the content.
 *
 * <p>Each transfer has its own connection, so that no socket tells the server who sends a message
 * with the link. It sees the addresses of the network: an app that wants to hide more downloads
 * later.
 *
 * <p>Cancelling a future ends its transfer. A transfer holds a few hundred kilobytes, whatever its
 * size and whatever the server does, and ends if the server moves less than a kilobyte a second.
 */
public final class Attachments {
  private final HttpTransport http;
  private final Supplier<? extends Scheduler> schedulers;
  private final ClientOptions options;
  private final Map<URI, MessagingClient> clients;
  private final Executor files = Blocking.threads();

  private Attachments(
      Transport transport,
      HttpTransport http,
      Supplier<? extends Scheduler> schedulers,
      ClientOptions options) {
    this.http = http;
    this.schedulers = schedulers;
    this.options = options;
    this.clients =
        options.servers().stream()
            .distinct()
            .collect(Collectors.toMap(server -> server, client(transport, schedulers, options)));
  }

  private static Function<URI, MessagingClient> client(
      Transport transport, Supplier<? extends Scheduler> schedulers, ClientOptions options) {
    return server ->
        MessagingClient.create(
            transport, schedulers, options.withServers(Collections.singletonList(server)));
  }

  /** Creates one, which needs no closing, and whose transfers share one thread. */
  public static <T extends Transport & HttpTransport> Attachments create(
      T transport, ClientOptions options) {
    ExecutorScheduler shared = ExecutorScheduler.create();
    return create(transport, transport, () -> shared, options);
  }

  /**
   * Creates one, which needs no closing.
   *
   * @param transport for requests of places
   * @param http for the bytes
   * @param schedulers asked once for each transfer, and for each request of a place
   */
  public static Attachments create(
      Transport transport,
      HttpTransport http,
      Supplier<? extends Scheduler> schedulers,
      ClientOptions options) {
    return new Attachments(transport, http, schedulers, options);
  }

  /** Uploads a file; see {@link #upload(ContentSource, long, TransferProgress)}. */
  public CompletableFuture<UploadedAttachment> upload(Path file) {
    InputStream stream;
    long size;
    try {
      stream = Files.newInputStream(file);
      size = Files.size(file);
    } catch (IOException e) {
      return Blocking.call(Runnable::run, failing(e));
    }
    return closing(stream, upload(ContentSource.of(stream, files), size, TransferProgress.NONE));
  }

  private static <T> Callable<T> failing(IOException failure) {
    return () -> {
      throw failure;
    };
  }

  private static <T> CompletableFuture<T> closing(Closeable file, CompletableFuture<T> transfer) {
    var unused = transfer.whenComplete((result, failure) -> Blocking.close(file));
    return transfer;
  }

  /**
   * Uploads content, reading it no faster than the server takes it.
   *
   * @param content is read once
   * @param size of it, in bytes
   * @return a future that succeeds once the server has the attachment on its disk; it fails with an
   *     {@link AttachmentException}, a {@link ServerRefusedException} ({@code unavailable} while
   *     the server has no room, {@code too_many_requests}), a {@link ConnectFailedException}, an
   *     {@link OutcomeUnknownException}, the failure of the content, or an {@link
   *     IllegalArgumentException} if the content does not have its size. It is not repeated; upload
   *     again
   */
  public CompletableFuture<UploadedAttachment> upload(
      ContentSource content, long size, TransferProgress progress) {
    if (size < 0 || size > ContentEncryptor.MAX_BYTES) {
      throw new IllegalArgumentException("no content has this size");
    }
    return new AttachmentUpload(
            http, options, clients::get, schedulers.get(), content, size, progress)
        .run();
  }

  /**
   * Downloads to a file that must not exist; see {@link #download(String, ContentSink, long,
   * TransferProgress)}.
   */
  public CompletableFuture<Void> download(String link, Path file, long maxBytes) {
    AttachmentLink parsed = AttachmentLink.parse(link);
    OutputStream stream;
    try {
      stream = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      return Blocking.call(Runnable::run, failing(e));
    }
    return closing(
        stream, download(parsed, ContentSink.of(stream, files), maxBytes, TransferProgress.NONE));
  }

  /**
   * Downloads content, and goes on where a broken connection stopped. Every part is authentic
   * before it is written; where the future fails with {@link Problem#DAMAGED} or {@link
   * Problem#INTERRUPTED}, or is cancelled, the beginning was written.
   *
   * @param link from an {@link UploadedAttachment}
   * @param maxBytes the largest content to accept
   * @return a future that succeeds once everything was written; it fails with an {@link
   *     AttachmentException}, or with the failure of the content
   * @throws IllegalArgumentException if the text is no such link: no other URL is asked
   */
  public CompletableFuture<Void> download(
      String link, ContentSink content, long maxBytes, TransferProgress progress) {
    return download(AttachmentLink.parse(link), content, maxBytes, progress);
  }

  private CompletableFuture<Void> download(
      AttachmentLink link, ContentSink content, long maxBytes, TransferProgress progress) {
    return new AttachmentDownload(
            http, options, schedulers.get(), link, content, maxBytes, progress)
        .run();
  }
}
