package org.messagingserver.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The files that make up the page: these and no others, from the jar, each read once. */
final class StaticPages {
  private static final String PAGE = "index.html";

  private static final List<String> FILES =
      List.of(
          PAGE,
          "console.css",
          "icon.svg",
          "main.mjs",
          "charts.mjs",
          "dom.mjs",
          "drain.mjs",
          "figures.mjs",
          "format.mjs",
          "headline.mjs",
          "history.mjs",
          "table.mjs",
          "tiles.mjs",
          "traffic.mjs",
          "uplot/uPlot.esm.js",
          "uplot/uPlot.min.css");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private StaticPages() {}

  /** Serves them under {@code /console}. Reads the jar: some milliseconds, once, at the start. */
  static void mount(Router router) {
    for (String file : FILES) {
      Buffer content = read(file);
      String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
      router
          .route(file.equals(PAGE) ? "/console" : "/console/" + file)
          .method(HttpMethod.GET)
          .method(HttpMethod.HEAD)
          .handler(request -> respond(request, type, content));
    }
  }

  private static void respond(RoutingContext request, String type, Buffer content) {
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(content);
  }

  private static Buffer read(String file) {
    try (InputStream in = StaticPages.class.getResourceAsStream(file)) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
