package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRecorderTest {
  @TempDir private Path directory;

  @Test
  void writesCallsAndOutcomesInTheirOrder() throws IOException {
    Path file = directory.resolve("run.jsonl");
    Promise<Integer> one = Promise.promise();
    Promise<Integer> other = Promise.promise();
    try (HistoryRecorder history = HistoryRecorder.open(Optional.of(file))) {
      record(history, "a", one);
      record(history, "b", other);
      other.complete(5);
      one.fail("no answer");
      history.event("chaos", "calm", new JsonObject());
    }

    List<JsonObject> lines = Files.readAllLines(file).stream().map(JsonObject::new).toList();
    assertThat(lines)
        .extracting(
            line -> line.getString("process"),
            line -> line.getString("type"),
            line -> line.getString("f"),
            line -> line.getLong("op"),
            line -> line.getString("address"),
            line -> line.getInteger("socket"),
            line -> line.getString("error"))
        .containsExactly(
            tuple("a", "invoke", "send", 1L, "u1/1", null, null),
            tuple("b", "invoke", "send", 2L, "u1/1", null, null),
            tuple("b", "ok", "send", 2L, null, 5, null),
            tuple("a", "unknown", "send", 1L, null, 7, "NoStackTraceThrowable"),
            tuple("chaos", "info", "calm", null, null, null, null));
    assertThat(lines).extracting(line -> line.getLong("time")).isSorted();
  }

  private static void record(HistoryRecorder history, String process, Promise<Integer> answer) {
    history.operation(
        process,
        "send",
        new JsonObject().put("address", "u1/1"),
        answer::future,
        socket -> new JsonObject().put("socket", socket),
        () -> new JsonObject().put("socket", 7));
  }

  @Test
  void doesNotTakeWantOfTimeForARefusal() throws IOException {
    Path file = directory.resolve("run.jsonl");
    try (HistoryRecorder history = HistoryRecorder.open(Optional.of(file))) {
      record(history, "a", Promise.promise(), new RefusedByHttpException(404));
      record(history, "a", Promise.promise(), new RefusedByHttpException(503));
    }

    assertThat(Files.readAllLines(file).stream().map(JsonObject::new))
        .extracting(line -> line.getString("type"), line -> line.getString("error"))
        .containsExactly(
            tuple("invoke", null),
            tuple("fail", "http 404"),
            tuple("invoke", null),
            tuple("unknown", "http 503"));
  }

  private static void record(
      HistoryRecorder history, String process, Promise<Integer> answer, Throwable failure) {
    record(history, process, answer);
    answer.fail(failure);
  }

  @Test
  void writesNothingWithoutAFile() {
    try (HistoryRecorder history = HistoryRecorder.open(Optional.empty())) {
      history.event("chaos", "calm", new JsonObject());
    }

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void saysThatTheFileCannotBeWritten() {
    Optional<Path> nowhere = Optional.of(directory.resolve("no").resolve("run.jsonl"));

    assertThatThrownBy(() -> HistoryRecorder.open(nowhere))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("run.jsonl");
  }
}
