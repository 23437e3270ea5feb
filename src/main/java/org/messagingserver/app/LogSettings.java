package org.messagingserver.app;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * How the server logs.
 *
 * @param levels by logger; the level of {@code a.b} applies to {@code a.b.c} as well
 */
record LogSettings(Format format, Map<String, Level> levels) {

  /** How an event is written. */
  enum Format {
    /** For people; an exception takes several lines. */
    TEXT {
      @Override
      Formatter formatter() {
        return new LogFormatter();
      }
    },
    /** One object on one line for each event. */
    JSON {
      @Override
      Formatter formatter() {
        return new JsonLogFormatter();
      }
    };

    abstract Formatter formatter();
  }

  /** Reads {@code log.*}. */
  static LogSettings read(ConfigSection root) {
    ConfigSection log = root.section("log");
    String format = log.text("format", "text");
    Map<String, String> levels = log.textsByName("levels");
    Format known = log.build(() -> format(format));
    Map<String, Level> parsed = new LinkedHashMap<>();
    levels.forEach(
        (logger, level) ->
            parsed.put(logger, log.build(() -> level("log.levels." + logger, level))));
    return log.build(() -> new LogSettings(known, parsed));
  }

  private static Format format(String name) {
    ConfigException.check(
        ConfigError.unless(
            name.equals("text") || name.equals("json"),
            "log.format",
            "another text",
            "text or json"));
    return Format.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Level level(String path, String name) {
    try {
      return Level.parse(name);
    } catch (IllegalArgumentException unknown) {
      String allowed = "OFF, SEVERE, WARNING, INFO, CONFIG, FINE, FINER, FINEST or ALL";
      throw new ConfigException(ConfigError.unless(false, path, "another text", allowed).toList());
    }
  }
}
