package org.messagingserver.client.attachments;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.security.GeneralSecurityException;
import java.util.List;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/** One PUT: reads content no faster than the server takes it, and holds a segment or two. */
final class AttachmentUpload {
  private final ReadStream<Buffer> content;
  private final HttpClientRequest request;
  private final ContentEncryptor encryptor;
  private final TransferProgress progress;
  private final long total;
  private final Promise<Void> sent = Promise.promise();
  private long written;

  AttachmentUpload(
      ReadStream<Buffer> content,
      HttpClientRequest request,
      ContentEncryptor encryptor,
      long total,
      TransferProgress progress) {
    this.content = content;
    this.request = request;
    this.encryptor = encryptor;
    this.total = total;
    this.progress = progress;
  }

  /** Completes when the server has the attachment on its disk. */
  Future<Void> run() {
    request.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(total));
    Future<HttpClientResponse> response = request.response();
    request.exceptionHandler(sent::tryFail);
    content.exceptionHandler(this::fail);
    content.handler(bytes -> attempt(() -> write(encryptor.add(bytes))));
    content.endHandler(end -> attempt(this::end));
    content.resume();
    // An answer that comes early is why the server took no more.
    return Future.any(response, sent.future().compose(all -> response))
        .transform(
            first ->
                response.succeeded() || sent.future().succeeded()
                    ? response.compose(AttachmentUpload::check)
                    : Future.failedFuture(reason(sent.future().cause())));
  }

  private interface Step {
    void run() throws GeneralSecurityException;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (GeneralSecurityException | IllegalArgumentException failure) {
      fail(failure);
    }
  }

  private void fail(Throwable failure) {
    sent.tryFail(failure);
    request.reset();
  }

  private void write(List<Buffer> encrypted) {
    for (Buffer part : encrypted) {
      request
          .write(part)
          .onSuccess(
              done -> {
                written += part.length();
                progress.transferred(written, total);
              });
    }
    if (request.writeQueueFull()) {
      content.pause();
      request.drainHandler(drained -> content.resume());
    }
  }

  private void end() throws GeneralSecurityException {
    write(encryptor.end());
    request.end().onComplete(sent);
  }

  private static Throwable reason(Throwable failure) {
    return failure instanceof IllegalArgumentException
        ? failure
        : new AttachmentException(Problem.INTERRUPTED, "the upload was cut off", failure);
  }

  private static Future<Void> check(HttpClientResponse response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return response.end();
    }
    response.exceptionHandler(reset -> {});
    response.request().reset();
    return Future.failedFuture(
        new AttachmentException(
            status == 410 ? Problem.GONE : Problem.REFUSED, "the server answered " + status));
  }
}
