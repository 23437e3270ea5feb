package org.messagingserver.app;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks the admin port of a server. */
final class Health {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Health() {}

  static int status(TestServer server, String path) {
    return ask(server, path).statusCode();
  }

  static String text(TestServer server, String path) {
    return ask(server, path).body();
  }

  private static HttpResponse<String> ask(TestServer server, String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(server.healthUri().resolve(path)).build();
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
