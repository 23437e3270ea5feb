package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StrictJsonTest {
  private static final String CANARY = "canary";

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("", "this file is empty; use {} for the defaults"),
        Arguments.of(" \n", "this file is empty; use {} for the defaults"),
        Arguments.of("[]", "this is an array; the configuration is an object, { … }"),
        Arguments.of("\"canary\"", "this is a text; the configuration is an object, { … }"),
        Arguments.of("\uFEFF{}", "this file begins with a byte order mark; save it without one"),
        Arguments.of("http:\n  port: 1", "this looks like YAML; the configuration is JSON"),
        Arguments.of("# canary\n---\nhttp:\n", "this looks like YAML; the configuration is JSON"),
        Arguments.of(
            "{\n \"http\": {}\n",
            "line 3, column 1: the text ends too early; a closing }, ] or \" is missing"),
        Arguments.of("{\n  \"http\": canary\n}", "line 2, column 11: this is not JSON"),
        Arguments.of("{\n  \"a\": 1,\n}", "line 3, column 1: JSON has no } here"),
        Arguments.of("{ // canary\n}", "line 1, column 3: JSON has no / here"),
        Arguments.of(
            "{\n\"http\": {},\n\"http\": {}}",
            "line 3, column 7: the key http stands here a second time"),
        Arguments.of(
            "{\"http\": {\"port\": 1,\n \"port\": 2}}",
            "line 2, column 8: the key port stands here a second time"),
        Arguments.of("{}\n{}", "line 2, column 1: something stands behind the object"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void saysWhatIsWrongAndWhere(String text, String complaint) {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> StrictJson.read(text))
        .withMessage(complaint)
        .satisfies(wrong -> assertThat(wrong.getMessage()).doesNotContain(CANARY));
  }

  @Test
  void readsAnObject() {
    assertThat(StrictJson.read(" {\"http\": {\"port\": 8080}}\n").encode())
        .isEqualTo("{\"http\":{\"port\":8080}}");
  }
}
