package org.messagingserver.testkit;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks the admin port of a server. */
public final class AdminPort {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private AdminPort() {}

  public static HttpResponse<String> get(TestServer server, String path) {
    return ask(server, "GET", path);
  }

  public static int status(TestServer server, String path) {
    return get(server, path).statusCode();
  }

  public static String text(TestServer server, String path) {
    return get(server, path).body();
  }

  /** What is under a path of the admin port whose {@code /health/ready} is this. */
  static String text(URI health, String path) {
    return send(HttpRequest.newBuilder(health.resolve(path))).body();
  }

  public static JsonObject json(TestServer server, String path) {
    return new JsonObject(get(server, path).body());
  }

  public static HttpResponse<String> ask(TestServer server, String method, String path) {
    return send(request(server, path).method(method, BodyPublishers.noBody()));
  }

  /** Asks one node to drain a node. */
  public static HttpResponse<String> drain(TestServer asked, String node, String authorization) {
    return send(
        request(asked, "/console/drain?node=" + node)
            .header("Authorization", authorization)
            .POST(BodyPublishers.noBody()));
  }

  private static HttpRequest.Builder request(TestServer server, String path) {
    return HttpRequest.newBuilder(uri(server, path));
  }

  /** Where a path of this port is. */
  public static URI uri(TestServer server, String path) {
    return server.healthUri().resolve(path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
