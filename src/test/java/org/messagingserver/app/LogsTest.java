package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.app.LogSettings.Format;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

class LogsTest {
  private static final String HOSTILE = "a\nb\r\u001b[31mc\u0085d\u2028e\u202ef\u0000g\"}";

  @Test
  void writesAnEventAsOneJsonObjectOnOneLine() {
    LogRecord event = event("one of {0} nodes");
    event.setParameters(new Object[] {3});
    event.setInstant(Instant.parse("2026-11-23T02:15:30.123Z"));

    assertThat(Format.JSON.formatter().format(event))
        .isEqualTo(
            "{\"time\":\"2026-11-23T02:15:30.123Z\",\"level\":\"INFO\",\"logger\":\"a.logger\","
                + "\"message\":\"one of 3 nodes\"}\n");
  }

  @ParameterizedTest
  @EnumSource
  void keepsWhateverAMessageHoldsOnItsLine(Format format) {
    String line = format.formatter().format(event(HOSTILE));

    assertThat(line).endsWith("\n");
    assertThat(line.stripTrailing()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[L:/127.0.0.1:80 - R:/203.0.113.7:4711]",
        "203.0.113.7",
        "host.example/203.0.113.7:4711.",
        "[L:/[::1]:80 - R:/[2001:db8:0:0:1:203:113:7]:4711]",
        "/2001:db8:0:0:1:203:113:7%eth0:4711",
        "2001:DB8::203:113:7 and ::ffff:203.0.113.7",
        "0:0:0:0:0:ffff:203.0.113.7",
        "2001:db8:203:113::",
      })
  void showsNoAddressThatALibraryTells(String message) {
    for (Format format : Format.values()) {
      LogRecord event = event(message);
      event.setLevel(Level.FINEST);
      // Its time has none of the digits.
      event.setInstant(Instant.EPOCH);

      assertThat(format.formatter().format(event))
          .contains("<address>")
          .doesNotContain("203", "113", "4711");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Vert.x 5.0.12", "at 02:15:30.123", "id 0x1f:2e", "a: b"})
  void showsWhatALibraryTellsElse(String message) {
    assertThat(Format.TEXT.formatter().format(event(message))).endsWith(message + '\n');
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.messagingserver.app", "com.hazelcast.internal.cluster"})
  void showsAddressesOfNodes(String logger) {
    LogRecord event = event("[10.0.0.7]:5701");
    event.setLoggerName(logger);

    assertThat(Format.TEXT.formatter().format(event)).contains("[10.0.0.7]:5701");
  }

  @Test
  void escapesWhatEndsAJsonText() {
    String line = Format.JSON.formatter().format(event(HOSTILE));

    assertThat(new JsonObject(line).getString("message")).endsWith("g\"}");
  }

  @ParameterizedTest
  @EnumSource
  void neverShowsWhatAnExceptionSays(Format format) {
    LogRecord event = event("failed");
    event.setThrown(new IllegalStateException("hush", new IllegalArgumentException("hush")));

    assertThat(format.formatter().format(event))
        .contains("IllegalStateException", "IllegalArgumentException", "LogsTest")
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @EnumSource
  void showsCausesThatGoRound(Format format) {
    Exception one = new IllegalStateException();
    Exception other = new IllegalArgumentException(one);
    one.initCause(other);
    LogRecord event = event("failed");
    event.setThrown(one);

    assertThat(format.formatter().format(event)).contains("IllegalArgumentException");
  }

  @Test
  void readsFormatAndLevels() {
    LogSettings settings = read("{'log':{'format':'json','levels':{'io.vertx':'FINE'}}}");

    assertThat(settings.format()).isEqualTo(Format.JSON);
    assertThat(settings.levels()).containsExactlyEntriesOf(Map.of("io.vertx", Level.FINE));
  }

  @Test
  void isForPeopleUnlessToldOtherwise() {
    Formatter formatter = read("{}").format().formatter();

    assertThat(formatter).isInstanceOf(LogFormatter.class);
  }

  @Test
  void tellsTheKeyOfWhatItDoesNotKnow() {
    assertThatThrownBy(() -> read("{'log':{'format':'xml'}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("log.format: found another text, allowed is text or json");
    assertThatThrownBy(() -> read("{'log':{'levels':{'io.vertx':'LOUD'}}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("log.levels.io.vertx: found another text, allowed is OFF, SEVERE");
    assertThatThrownBy(() -> read("{'log':{'levels':{'io.vertx':1}}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("log.levels: found 1 in the object, allowed is texts");
  }

  @Test
  void tellsAllThatItDoesNotKnowAtOnce() {
    assertThatThrownBy(
            () -> read("{'log':{'format':'xml','levels':{'io.vertx':'LOUD','io.netty':'LOW'}}}"))
        .hasMessageContainingAll(
            "log.format: found", "log.levels.io.vertx: found", "log.levels.io.netty: found");
  }

  private static LogSettings read(String json) {
    return ConfigSection.readAll(new JsonObject(json.replace('\'', '"')), LogSettings::read);
  }

  private static LogRecord event(String message) {
    LogRecord event = new LogRecord(Level.INFO, message);
    event.setLoggerName("a.logger");
    return event;
  }
}
