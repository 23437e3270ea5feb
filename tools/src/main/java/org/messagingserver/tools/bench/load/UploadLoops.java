package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.UploadLinks;

/**
 * The command {@code bench uploads}: clients that put one attachment after another. A line on its
 * input starts them, the next one stops them, and it prints the number of attachments that were put
 * in between. It is a separate process, so that it can have a lower priority than the measured
 * processes.
 */
public final class UploadLoops {
  /** Processes of a higher priority may take all processors for a while. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient http;
  private final AnonymousConnection requester;
  private final URI server;
  private final int loops;
  private final Buffer content;
  private volatile boolean stopped;

  private UploadLoops(Vertx vertx, URI server, int loops, int bytes) {
    this.server = server;
    this.loops = loops;
    this.content = Buffer.buffer(new byte[bytes]);
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(false), new PoolOptions().setHttp1MaxSize(loops));
    ClientTimeouts patient = ClientTimeouts.DEFAULT.withRequest(PATIENCE);
    ClientOptions options = ClientOptions.of(server).withTimeouts(patient);
    this.requester = MessagingClient.create(vertx, options).anonymous();
    Await.result(requester.connectOnce());
  }

  /**
   * Runs until its input ends; returns the exit code of the process.
   *
   * @param words URI of the server, number of clients, and bytes of each attachment
   */
  public static int run(List<String> words) throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    UploadLoops uploads =
        new UploadLoops(
            vertx,
            URI.create(words.get(0)),
            Integer.parseInt(words.get(1)),
            Integer.parseInt(words.get(2)));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (input.readLine() != null) {
      uploads.runUntilNextLine(input);
    }
    return 0;
  }

  private void runUntilNextLine(BufferedReader input) throws IOException {
    stopped = false;
    List<Future<Integer>> running = new ArrayList<>();
    for (int loop = 0; loop < loops; loop++) {
      running.add(loop(0));
    }
    input.readLine();
    stopped = true;
    int puts = Await.result(Future.all(running)).<Integer>list().stream().mapToInt(n -> n).sum();
    System.out.println(puts);
  }

  private Future<Integer> loop(int puts) {
    return stopped
        ? Future.succeededFuture(puts)
        : requester
            .requestUpload(content.length())
            .compose(this::put)
            .compose(done -> loop(puts + 1));
  }

  private Future<Void> put(UploadLinks links) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.PUT)
            .setHost(server.getHost())
            .setPort(server.getPort())
            .setURI(links.putUrl());
    return http.request(request)
        .compose(
            put -> {
              links.putHeaders().forEach(put::putHeader);
              return put.send(content);
            })
        .compose(
            answer ->
                answer.statusCode() == 201
                    ? answer.end()
                    : Future.failedFuture(new LoadException("status " + answer.statusCode())));
  }
}
