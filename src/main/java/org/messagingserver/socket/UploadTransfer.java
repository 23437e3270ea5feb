package org.messagingserver.socket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.messagingserver.attachments.AttachmentMeters;
import org.messagingserver.attachments.AttachmentMeters.Outcome;
import org.messagingserver.attachments.AttachmentSink;

/**
 * Brings the body of a request into an attachment. Holds no more of it than two blocks, and reads
 * no more while the store writes them.
 */
final class UploadTransfer {
  private static final int BLOCK = 64 << 10;
  private static final String CONTINUE = "100-continue";

  private final AttachmentExchange exchange;
  private final HttpServerRequest request;
  private final AttachmentSink upload;
  private final AttachmentMeters meters;
  private Buffer next = Buffer.buffer();
  private boolean writing;
  private boolean isWhole;

  UploadTransfer(AttachmentExchange exchange, AttachmentSink upload, AttachmentMeters meters) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.upload = upload;
    this.meters = meters;
  }

  void start() {
    exchange.whenOver(this::abandon);
    request.handler(this::received);
    request.endHandler(
        ended -> {
          isWhole = true;
          writeNext();
        });
    if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT))) {
      request.response().writeContinue();
    }
    request.resume();
  }

  /** One that has been finished does not mind. */
  private void abandon() {
    next = Buffer.buffer();
    upload.abandon();
  }

  private void received(Buffer bytes) {
    if (exchange.isOver()) {
      return;
    }
    exchange.moved(bytes.length());
    meters.cameIn(bytes.length());
    next = next.length() == 0 ? bytes : next.appendBuffer(bytes);
    if (next.length() >= BLOCK) {
      request.pause();
    }
    writeNext();
  }

  private void writeNext() {
    if (writing || exchange.isOver()) {
      return;
    }
    if (next.length() > 0) {
      Buffer block = next;
      next = Buffer.buffer();
      request.resume();
      writing = true;
      upload.write(block).onSuccess(written -> written()).onFailure(this::failed);
    } else if (isWhole) {
      writing = true;
      upload
          .finish()
          .onSuccess(kept -> exchange.answer(HttpRefusal.of(201), Outcome.OK))
          .onFailure(this::failed);
    }
  }

  private void written() {
    writing = false;
    writeNext();
  }

  private void failed(Throwable failure) {
    exchange.answer(AttachmentRequests.refusal(failure), AttachmentRequests.outcome(failure));
  }
}
