package org.messagingserver.client.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.attachments.HttpRequest;
import org.messagingserver.client.attachments.HttpTransport;

/**
 * A request of OkHttp, on a thread of OkHttp's that its I/O may block. It is none of the requests
 * that OkHttp's dispatcher counts, so that slow transfers delay no WebSocket.
 */
final class OkHttpExchange implements HttpTransport.Exchange {
  private static final int PART_BYTES = 16_384;

  private final Scheduler scheduler;
  private final HttpTransport.Listener listener;
  private final RequestParts body;
  private final TurnGate gate = new TurnGate();
  private Call call;
  private boolean isOver;

  private OkHttpExchange(
      HttpRequest request, Scheduler scheduler, HttpTransport.Listener listener) {
    this.scheduler = scheduler;
    this.listener = listener;
    this.body =
        new RequestParts(request.bodyBytes(), bytes -> deliver(() -> listener.written(bytes)));
  }

  static OkHttpExchange begin(
      OkHttpClient client,
      HttpRequest request,
      Duration connectTimeout,
      Scheduler scheduler,
      HttpTransport.Listener listener) {
    OkHttpExchange exchange = new OkHttpExchange(request, scheduler, listener);
    try {
      exchange.call = alone(client, connectTimeout).newCall(exchange.http(request));
      client.dispatcher().executorService().execute(exchange::run);
    } catch (IllegalArgumentException | RejectedExecutionException impossible) {
      exchange.fail(impossible);
    }
    return exchange;
  }

  /** Everything of the app's client but what could show, or keep, whose request this is. */
  private static OkHttpClient alone(OkHttpClient client, Duration connectTimeout) {
    return client
        .newBuilder()
        .protocols(Collections.singletonList(Protocol.HTTP_1_1))
        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
        .cookieJar(CookieJar.NO_COOKIES)
        .authenticator(Authenticator.NONE)
        .cache(null)
        .followRedirects(false)
        .connectTimeout(connectTimeout)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .callTimeout(Duration.ZERO)
        .build();
  }

  private Request http(HttpRequest request) {
    Request.Builder http =
        new Request.Builder()
            .url(request.url().toString())
            .method(request.method(), "GET".equals(request.method()) ? null : body)
            .header("Connection", "close")
            // Otherwise OkHttp asks for gzip, and unpacks without a bound.
            .header("Accept-Encoding", "identity");
    request.headers().forEach(http::header);
    return http.build();
  }

  private void run() {
    try (Response response = call.execute()) {
      Map<String, String> headers = new HashMap<>();
      response
          .headers()
          .forEach(
              header ->
                  headers.put(header.getFirst().toLowerCase(Locale.ROOT), header.getSecond()));
      deliver(() -> listener.answered(response.code(), headers));
      read(response.body().byteStream());
    } catch (IOException | RuntimeException failure) {
      fail(failure);
    }
  }

  private void read(InputStream in) throws IOException {
    byte[] buffer = new byte[PART_BYTES];
    while (gate.enter()) {
      int length = in.read(buffer);
      if (length < 0) {
        deliver(listener::ended);
        return;
      }
      byte[] part = Arrays.copyOf(buffer, length);
      deliver(() -> received(part));
    }
  }

  private void received(byte[] part) {
    listener.received(part);
    gate.leave();
  }

  private void fail(Exception failure) {
    deliver(() -> listener.failed(failure));
  }

  private void deliver(Runnable event) {
    scheduler.execute(
        () -> {
          if (!isOver) {
            event.run();
          }
        });
  }

  @Override
  public void write(byte[] part) {
    body.add(part);
  }

  @Override
  public void pause() {
    gate.pause();
  }

  @Override
  public void resume() {
    gate.resume();
  }

  @Override
  public void cancel() {
    isOver = true;
    body.close();
    gate.close();
    if (call != null) {
      call.cancel();
    }
  }
}
