package org.messagingserver.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks the admin port of a server. */
public final class Health {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Health() {}

  public static int status(TestServer server, String path) {
    return ask(server, path).statusCode();
  }

  public static String text(TestServer server, String path) {
    return ask(server, path).body();
  }

  /** What is under a path of the admin port whose {@code /health/ready} is this. */
  static String text(URI health, String path) {
    return ask(health, path).body();
  }

  private static HttpResponse<String> ask(TestServer server, String path) {
    return ask(server.healthUri(), path);
  }

  private static HttpResponse<String> ask(URI health, String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(health.resolve(path)).build();
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
