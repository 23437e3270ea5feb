package org.messagingserver.client.attachments;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.streams.WriteStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/**
 * One download. When a connection breaks or stands still, it goes on behind the last whole segment,
 * at the next server, until nothing has come for {@code ClientTimeouts.send}. Time in which the app
 * takes nothing is no standstill.
 */
final class AttachmentDownload {
  private final Vertx vertx;
  private final HttpClient client;
  private final ClientOptions options;
  private final AttachmentLink link;
  private final WriteStream<Buffer> content;
  private final long maxBytes;
  private final TransferProgress progress;
  private final ContentDecryptor decryptor;
  private final Promise<Void> done = Promise.promise();
  private Buffer held = Buffer.buffer();
  private long received;
  private long total = -1;
  private int attempts;
  private int failures;
  private long lastProgress = System.nanoTime();

  AttachmentDownload(
      Vertx vertx,
      HttpClient client,
      ClientOptions options,
      AttachmentLink link,
      WriteStream<Buffer> content,
      long maxBytes,
      TransferProgress progress) {
    this.vertx = vertx;
    this.client = client;
    this.options = options;
    this.link = link;
    this.content = content;
    this.maxBytes = maxBytes;
    this.progress = progress;
    this.decryptor = new ContentDecryptor(link.key().getBytes());
  }

  Future<Void> run() {
    content.exceptionHandler(done::tryFail);
    attempt();
    return done.future();
  }

  private void attempt() {
    URI server = options.servers().get(attempts++ % options.servers().size());
    long before = received;
    held = Buffer.buffer();
    client
        .request(request(server))
        .compose(request -> request.send())
        .compose(this::read)
        .onComplete(end -> ended(end.cause(), before));
  }

  private RequestOptions request(URI server) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(AttachmentLink.resolve(link.path(), server))
            .setFollowRedirects(true)
            .setTimeout(options.timeouts().request().toMillis());
    return received == 0 ? request : request.addHeader("Range", "bytes=" + received + "-");
  }

  private Future<Void> read(HttpClientResponse response) {
    // The response fails as well; without a handler Vert.x would log the exception.
    response.exceptionHandler(broken -> {});
    long all = received + length(response);
    if (all > maxBytes || (total >= 0 && all != total)) {
      response.request().reset();
      return Future.failedFuture(
          new AttachmentException(
              Problem.TOO_LARGE, "the attachment is larger than the app allows"));
    }
    total = all;
    SilenceTimer timer = silenceTimer(response.request());
    response.handler(bytes -> add(response, bytes, timer));
    return response.end().onComplete(end -> timer.end());
  }

  private SilenceTimer silenceTimer(HttpClientRequest request) {
    return new SilenceTimer(vertx, request, options.timeouts().request());
  }

  /** The bytes that this answer brings; throws without any. */
  private long length(HttpClientResponse response) {
    int status = response.statusCode();
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (status == (received == 0 ? 200 : 206) && length != null) {
      return Long.parseLong(length);
    }
    response.request().reset();
    if (status == 404 || status == 410) {
      throw new AttachmentException(
          Problem.GONE, "the server does not have the attachment, or not any more");
    }
    if (status == 429 || status >= 500) {
      throw new IllegalStateException("the server answered " + status);
    }
    throw new AttachmentException(Problem.REFUSED, "the server answered " + status);
  }

  private void add(HttpClientResponse response, Buffer bytes, SilenceTimer timer) {
    if (done.future().isComplete()) {
      return;
    }
    timer.restart();
    held.appendBuffer(bytes);
    progress.transferred(received + held.length(), total);
    try {
      while (isWhole()) {
        int length = (int) Math.min(SegmentCipher.SEGMENT_BYTES, total - received);
        Buffer segment = held.getBuffer(0, length);
        held = held.getBuffer(length, held.length());
        received += length;
        content.write(decryptor.add(segment, received == total));
      }
    } catch (GeneralSecurityException damaged) {
      done.tryFail(AttachmentException.damaged(damaged));
      response.request().reset();
      return;
    }
    if (content.writeQueueFull()) {
      timer.pause();
      response.pause();
      content.drainHandler(
          drained -> {
            timer.restart();
            response.resume();
          });
    }
  }

  private boolean isWhole() {
    return received < total
        && held.length() >= Math.min(SegmentCipher.SEGMENT_BYTES, total - received);
  }

  /**
   * @param failure null where the answer came to its end
   */
  private void ended(Throwable failure, long before) {
    if (done.future().isComplete()) {
      return;
    }
    if (failure instanceof AttachmentException) {
      done.tryFail(failure);
    } else if (received == total) {
      content.end().onComplete(done);
    } else {
      again(failure, before);
    }
  }

  private void again(Throwable failure, long before) {
    if (received > before) {
      failures = 0;
      lastProgress = System.nanoTime();
    }
    Duration delay = delay(failures++);
    Duration idle = Duration.ofNanos(System.nanoTime() - lastProgress).plus(delay);
    if (idle.compareTo(options.timeouts().send()) > 0) {
      done.tryFail(
          new AttachmentException(
              Problem.INTERRUPTED, "the download was cut off, and did not go on", failure));
    } else {
      vertx.setTimer(Math.max(1, delay.toMillis()), due -> attempt());
    }
  }

  private Duration delay(int attempt) {
    long min = options.timeouts().backoffMin().toMillis();
    long full = Math.min(options.timeouts().backoffMax().toMillis(), min << Math.min(attempt, 20));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
  }
}
