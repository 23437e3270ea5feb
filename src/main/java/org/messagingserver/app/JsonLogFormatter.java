package org.messagingserver.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One JSON object on one line for each event: {@code time} in UTC, {@code level}, {@code logger},
 * {@code message}, and {@code thrown} if an exception was logged, followed by its causes: their
 * kinds and places only.
 */
final class JsonLogFormatter extends Formatter {

  @Override
  public String format(LogRecord event) {
    JsonObject json =
        new JsonObject()
            .put("time", Instant.ofEpochMilli(event.getMillis()).toString())
            .put("level", event.getLevel().getName())
            .put("logger", event.getLoggerName())
            .put("message", LogMessage.of(event, formatMessage(event)));
    List<Throwable> thrown = LogFormatter.withCauses(event.getThrown());
    if (!thrown.isEmpty()) {
      json.put("thrown", new JsonArray(thrown.stream().map(JsonLogFormatter::json).toList()));
    }
    return json.encode() + '\n';
  }

  private static JsonObject json(Throwable thrown) {
    JsonArray at = new JsonArray();
    for (StackTraceElement frame : thrown.getStackTrace()) {
      at.add(frame.toString());
    }
    return new JsonObject().put("kind", thrown.getClass().getName()).put("at", at);
  }
}
