package org.messagingserver.socket;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingserver.attachments.AttachmentException;
import org.messagingserver.attachments.AttachmentMeters.Outcome;
import org.messagingserver.attachments.AttachmentSink;
import org.messagingserver.attachments.Attachments;
import org.messagingserver.attachments.Download;
import org.messagingserver.ratelimit.ClientQuota;

/**
 * Takes and gives attachments by HTTP, to those who have a link alone. Each connection has one
 * request and ends behind its answer; it may last as long as bytes move.
 */
final class AttachmentRequests {
  private static final String METHODS = "GET, HEAD, OPTIONS, PUT";
  private static final String RETRY_SECONDS = "10";

  private final Vertx vertx;
  private final HttpSettings settings;
  private final Attachments attachments;
  private final AllowedOrigins allowedOrigins;
  private final SocketMeters meters;
  private final TransferTurns turns;

  AttachmentRequests(
      Vertx vertx,
      HttpSettings settings,
      Attachments attachments,
      SocketMeters meters,
      TransferTurns turns) {
    this.vertx = vertx;
    this.settings = settings;
    this.attachments = attachments;
    this.allowedOrigins = new AllowedOrigins(settings);
    this.meters = meters;
    this.turns = turns;
  }

  /** Whether a request is about an attachment. */
  boolean include(HttpServerRequest request) {
    String path = request.path();
    return attachments.areServed() && path != null && path.startsWith(Attachments.PATH);
  }

  /** Answers such a request, which has been admitted. */
  void handle(HttpServerRequest request, ClientQuota clientQuota) {
    Optional<HttpRefusal> answer = answerWithoutAttachment(request);
    if (answer.isPresent()) {
      meters.responded(answer.get().status());
      LingeringInput input = new LingeringInput(vertx, request);
      answer
          .get()
          .writeTo(request, AttachmentExchange.headers(request))
          .onComplete(written -> input.end());
    } else {
      begin(request, clientQuota);
    }
  }

  private Optional<HttpRefusal> answerWithoutAttachment(HttpServerRequest request) {
    HttpMethod method = request.method();
    boolean puts = method.equals(HttpMethod.PUT);
    if (!allowedOrigins.allow(request)) {
      return Optional.of(HttpRefusal.of(403));
    }
    if (method.equals(HttpMethod.OPTIONS)) {
      return Optional.of(preflight());
    }
    if (!puts && !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      return Optional.of(HttpRefusal.of(405).with(HttpHeaders.ALLOW, METHODS));
    }
    if (puts && length(request).isEmpty()) {
      return Optional.of(HttpRefusal.of(411));
    }
    return puts || !Handshake.hasBody(request)
        ? Optional.empty()
        : Optional.of(HttpRefusal.of(400));
  }

  private void begin(HttpServerRequest request, ClientQuota clientQuota) {
    boolean puts = request.method().equals(HttpMethod.PUT);
    Consumer<Outcome> count =
        puts ? attachments.meters()::uploaded : attachments.meters()::downloaded;
    AttachmentExchange exchange =
        new AttachmentExchange(vertx, request, settings, meters, clientQuota, count);
    Optional<Runnable> slot = attachments.beginTransfer(clientQuota.sourceOfTheDay(), exchange);
    slot.ifPresent(exchange::holds);
    if (slot.isEmpty()) {
      exchange.answer(busy(503), Outcome.REFUSED);
    } else if (puts) {
      put(exchange);
    } else {
      get(exchange);
    }
  }

  /** A page may use all that a link allows. */
  private static HttpRefusal preflight() {
    return HttpRefusal.of(204)
        .with(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .with(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "content-type, if-none-match, range")
        .with(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
  }

  private static HttpRefusal busy(int status) {
    return HttpRefusal.of(status).with(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
  }

  /** None where it is not known before the last byte. */
  private static Optional<Long> length(HttpServerRequest request) {
    List<String> lengths = request.headers().getAll(HttpHeaders.CONTENT_LENGTH);
    boolean isKnown =
        lengths.size() == 1
            && lengths.get(0).matches("\\d{1,18}")
            && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    return isKnown ? Optional.of(Long.valueOf(lengths.get(0))) : Optional.empty();
  }

  /** How many bytes follow the head of a request; no limit where only their end says so. */
  static long bodyBytes(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        ? Long.MAX_VALUE
        : length(request).orElse(0L);
  }

  private static String token(HttpServerRequest request) {
    return request.path().substring(Attachments.PATH.length());
  }

  private void put(AttachmentExchange exchange) {
    HttpServerRequest request = exchange.request();
    request.pause();
    attachments
        .upload(token(request), length(request).orElseThrow())
        .onSuccess(upload -> receive(exchange, upload))
        .onFailure(refused -> exchange.answer(refusal(refused), outcome(refused)));
  }

  private void receive(AttachmentExchange exchange, AttachmentSink upload) {
    UploadTransfer transfer = new UploadTransfer(exchange, upload, attachments.meters());
    if (exchange.isOver()) {
      upload.abandon();
    } else {
      transfer.start();
    }
  }

  private void get(AttachmentExchange exchange) {
    attachments
        .download(token(exchange.request()))
        .onSuccess(download -> give(exchange, download))
        .onFailure(refused -> exchange.answer(refusal(refused), outcome(refused)));
  }

  private void give(AttachmentExchange exchange, Download download) {
    if (download instanceof Download.Redirect elsewhere) {
      String url = elsewhere.url(exchange.request().method());
      exchange.answer(HttpRefusal.of(307).with(HttpHeaders.LOCATION, url), Outcome.OK);
    } else if (download instanceof Download.Open file) {
      exchange.whenOver(file::close);
      new DownloadTransfer(exchange, file, attachments.meters(), turns).start();
    }
  }

  static Outcome outcome(Throwable refused) {
    AttachmentException.Reason reason = ((AttachmentException) refused).reason();
    return reason == AttachmentException.Reason.UNAVAILABLE ? Outcome.FAILED : Outcome.REFUSED;
  }

  static HttpRefusal refusal(Throwable refused) {
    return switch (((AttachmentException) refused).reason()) {
      case NOT_FOUND -> HttpRefusal.of(404);
      case EXPIRED -> HttpRefusal.of(410);
      case WRONG_SIZE -> HttpRefusal.of(400);
      case ALREADY_THERE -> HttpRefusal.of(412);
      case BUSY -> busy(409);
      case FULL -> busy(507);
      case UNAVAILABLE -> busy(503);
    };
  }
}
