package org.messagingserver.socket;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.messagingserver.attachments.AttachmentMeters.Outcome;
import org.messagingserver.attachments.Transfer;
import org.messagingserver.ratelimit.ClientQuota;

/**
 * One request about an attachment. It has one end, after which the connection is closed: an answer,
 * the client's leaving, or the server's patience. Everything that it holds is let go of then.
 */
final class AttachmentExchange implements Transfer {
  private final HttpServerRequest request;
  private final SocketMeters meters;
  private final Context context;
  private final ClientQuota quota;
  private final AtomicLong moved = new AtomicLong();
  private final Consumer<Outcome> count;
  private final TransferPace pace;
  private final LingeringInput input;
  private Runnable release = () -> {};
  private Runnable cleanup = () -> {};
  private boolean over;

  /**
   * @param quota counts its bytes
   * @param count counts how it ends
   */
  AttachmentExchange(
      Vertx vertx,
      HttpServerRequest request,
      HttpSettings settings,
      SocketMeters meters,
      ClientQuota quota,
      Consumer<Outcome> count) {
    this.request = request;
    this.meters = meters;
    this.context = vertx.getOrCreateContext();
    this.quota = quota;
    this.count = count;
    this.pace = new TransferPace(vertx, settings.transferWindow(), this::tooSlow);
    this.input = new LingeringInput(vertx, request);
    request.response().closeHandler(closed -> end(Outcome.CUT_OFF));
    request.exceptionHandler(broken -> end(Outcome.CUT_OFF));
  }

  HttpServerRequest request() {
    return request;
  }

  ClientQuota quota() {
    return quota;
  }

  /** Gives back its slot at the end. */
  void holds(Runnable slot) {
    release = slot;
  }

  /** Bytes of the attachment have come, or gone. */
  void moved(int bytes) {
    pace.moved(bytes);
    quota.transferred(bytes);
    moved.addAndGet(bytes);
  }

  @Override
  public long bytes() {
    return moved.get();
  }

  @Override
  public void giveWay() {
    context.runOnContext(tick -> tooSlow());
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
    release.run();
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
