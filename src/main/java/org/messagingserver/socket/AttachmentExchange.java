package org.messagingserver.socket;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.messagingserver.attachments.AttachmentMeters.Outcome;

/**
 * One request about an attachment. It has one end, after which the connection is closed: an answer,
 * the client's leaving, or the server's patience. Everything that it holds is let go of then.
 */
final class AttachmentExchange {
  private final HttpServerRequest request;
  private final SocketMeters meters;
  private final Consumer<Outcome> count;
  private final TransferPace pace;
  private final LingeringInput input;
  private Runnable cleanup = () -> {};
  private boolean over;

  /**
   * @param release lets go of its slot
   * @param count counts how it ends
   */
  AttachmentExchange(
      Vertx vertx,
      HttpServerRequest request,
      HttpSettings settings,
      SocketMeters meters,
      Runnable release,
      Consumer<Outcome> count) {
    this.request = request;
    this.meters = meters;
    this.count =
        outcome -> {
          release.run();
          count.accept(outcome);
        };
    this.pace = new TransferPace(vertx, settings.transferWindow(), this::tooSlow);
    this.input = new LingeringInput(vertx, request);
    request.response().closeHandler(closed -> end(Outcome.CUT_OFF));
    request.exceptionHandler(broken -> end(Outcome.CUT_OFF));
  }

  HttpServerRequest request() {
    return request;
  }

  /** Bytes of the attachment have come, or gone. */
  void moved(int bytes) {
    pace.moved(bytes);
  }

  /** Runs this once it is over, which may be already. */
  void whenOver(Runnable letGo) {
    if (over) {
      letGo.run();
    } else {
      cleanup = letGo;
    }
  }

  boolean isOver() {
    return over;
  }

  /** The answer to it all. */
  void answer(HttpRefusal answer, Outcome outcome) {
    if (end(outcome)) {
      meters.responded(answer.status());
      answer.writeTo(request, headers(request)).onComplete(written -> input.end());
    }
  }

  /** The head of an answer whose body follows. */
  void begin(int status, MultiMap head) {
    meters.responded(status);
    request.response().setStatusCode(status).headers().addAll(head).addAll(headers(request));
  }

  /** Everything has been written. */
  void ended() {
    if (end(Outcome.OK)) {
      request.response().end().onComplete(written -> request.connection().close());
    }
  }

  private void tooSlow() {
    if (end(Outcome.TOO_SLOW)) {
      request.connection().close();
    }
  }

  /** The store has failed in the middle of an answer. */
  void failed() {
    if (end(Outcome.FAILED)) {
      request.connection().close();
    }
  }

  private boolean end(Outcome outcome) {
    if (over) {
      return false;
    }
    over = true;
    pace.stop();
    count.accept(outcome);
    cleanup.run();
    return true;
  }

  /** Of every answer: nothing keeps it, guesses what it is, or sends it on with a referrer. */
  static MultiMap headers(HttpServerRequest request) {
    MultiMap headers =
        HttpHeaders.headers()
            .set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
            .set(HttpHeaders.CACHE_CONTROL, "private, no-store")
            .set("X-Content-Type-Options", "nosniff")
            .set("Referrer-Policy", "no-referrer")
            .set(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null) {
      headers
          .set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "content-range");
    }
    return headers;
  }
}
