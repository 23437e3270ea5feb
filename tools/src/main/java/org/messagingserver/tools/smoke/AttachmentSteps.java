package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.UploadLinks;

/** An attachment that is put to one server and fetched from another, if they keep any. */
final class AttachmentSteps {
  private static final int BYTES = 100_000;
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int ALREADY_THERE = 412;

  private final Steps steps;
  private final TestUsers users;
  private final HttpClient http = HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build();
  private final byte[] content = new byte[BYTES];
  private Optional<UploadLinks> links = Optional.empty();

  AttachmentSteps(Steps steps, TestUsers users) {
    this.steps = steps;
    this.users = users;
    new Random().nextBytes(content);
  }

  void run() throws InterruptedException {
    steps.step("a stranger requests a place for an attachment, or there is none", this::request);
    if (links.isPresent()) {
      steps.step("the attachment is put", () -> put(CREATED));
      steps.step("it is fetched as it was put", this::fetch);
      steps.step("it is not put a second time", () -> put(ALREADY_THERE));
    }
  }

  /** Operators may have switched attachments off. */
  private void request() throws InterruptedException {
    links =
        Await.success(
            users
                .stranger()
                .requestUpload(BYTES)
                .map(Optional::of)
                .recover(
                    failure ->
                        failure instanceof ServerRefusedException refused
                                && refused.name().equals(ErrorName.INVALID_MESSAGE.text())
                            ? Future.succeededFuture(Optional.empty())
                            : Future.failedFuture(failure)));
  }

  private void put(int status) throws InterruptedException {
    UploadLinks place = links.orElseThrow();
    HttpRequest.Builder put =
        HttpRequest.newBuilder(users.resolve(0, place.putUrl()))
            .PUT(BodyPublishers.ofByteArray(content));
    place.putHeaders().forEach(put::header);
    expect(status, send(put.build()).statusCode());
  }

  private void fetch() throws InterruptedException {
    URI url = users.resolve(1, links.orElseThrow().getUrl());
    HttpResponse<byte[]> got = send(HttpRequest.newBuilder(url).build());
    expect(OK, got.statusCode());
    UnexpectedAnswerException.check(
        Arrays.equals(got.body(), content),
        "the " + BYTES + " bytes as they were put",
        "others, " + got.body().length);
  }

  private static void expect(int status, int actual) {
    UnexpectedAnswerException.check(
        status == actual, "HTTP status " + status, Integer.toString(actual));
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UnexpectedAnswerException("an answer by HTTP", e.getClass().getSimpleName());
    }
  }
}
