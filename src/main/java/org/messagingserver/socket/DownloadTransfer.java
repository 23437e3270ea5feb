package org.messagingserver.socket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.messagingserver.attachments.AttachmentMeters;
import org.messagingserver.attachments.AttachmentMeters.Outcome;
import org.messagingserver.attachments.Download;

/**
 * Sends an attachment, or the range of it that was asked for. Holds no more of it than one block,
 * and reads the next when the operating system has taken it.
 */
final class DownloadTransfer {
  private static final int BLOCK = 64 << 10;

  private final AttachmentExchange exchange;
  private final HttpServerRequest request;
  private final Download.Open file;
  private final AttachmentMeters meters;
  private final TransferTurns turns;

  DownloadTransfer(
      AttachmentExchange exchange,
      Download.Open file,
      AttachmentMeters meters,
      TransferTurns turns) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.file = file;
    this.meters = meters;
    this.turns = turns;
  }

  void start() {
    // Nothing of ours says whether a client's copy is of the same attachment; there is but one.
    String header =
        request.headers().contains(HttpHeaderNames.IF_RANGE)
            ? null
            : request.getHeader(HttpHeaderNames.RANGE);
    Optional<ByteRange> range = ByteRange.of(header, file.length());
    range.ifPresentOrElse(this::send, this::refuse);
  }

  private void refuse() {
    HttpRefusal none =
        HttpRefusal.of(416).with(HttpHeaders.CONTENT_RANGE, "bytes */" + file.length());
    exchange.answer(none, Outcome.REFUSED);
  }

  private void send(ByteRange range) {
    if (exchange.isOver()) {
      return;
    }
    exchange.begin(range.asked() ? 206 : 200, head(range));
    if (request.method().equals(HttpMethod.HEAD)) {
      exchange.ended();
    } else {
      sendInTurn(range.begin(), range.end());
    }
  }

  private MultiMap head(ByteRange range) {
    MultiMap head =
        HttpHeaders.headers()
            .set(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
            .set(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()))
            .set(HttpHeaders.ACCEPT_RANGES, "bytes");
    return range.asked()
        ? head.set(HttpHeaders.CONTENT_RANGE, range.contentRange(file.length()))
        : head;
  }

  private void sendInTurn(long position, long end) {
    turns.request(exchange.quota()::transferWait, () -> send(position, end));
  }

  private void send(long position, long end) {
    if (exchange.isOver()) {
      return;
    }
    if (position == end) {
      exchange.ended();
      return;
    }
    file.read(position, (int) Math.min(BLOCK, end - position))
        .compose(this::write)
        .onSuccess(sent -> sendInTurn(position + sent, end))
        .onFailure(failure -> exchange.failed());
  }

  private Future<Integer> write(Buffer block) {
    if (exchange.isOver()) {
      return Future.succeededFuture(block.length());
    }
    return request
        .response()
        .write(block)
        .map(
            taken -> {
              exchange.moved(block.length());
              meters.wentOut(block.length());
              return block.length();
            });
  }
}
