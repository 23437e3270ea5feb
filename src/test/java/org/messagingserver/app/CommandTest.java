package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {

  static List<String> words() {
    return Command.ALL.stream().map(Command::word).toList();
  }

  @ParameterizedTest
  @MethodSource("words")
  void isListedAndExplainsItself(String word) {
    Command command = Command.named(word).orElseThrow();

    assertThat(Usage.text()).contains("  " + word + " ", command.purpose());
    assertThat(command.run(List.of("--help"))).isZero();
    assertThat(Usage.run(word)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-conf", "-cluster", "run", "Smoke", "", "Main"})
  void isNothingElse(String word) {
    assertThat(Command.named(word)).isEmpty();
  }

  @Test
  void refusesToHelpWithWhatItDoesNotKnow() {
    assertThat(Usage.run("burn")).isEqualTo(2);
    assertThat(Usage.run("smoke", "bench")).isEqualTo(2);
    assertThat(Usage.run("run")).isZero();
  }

  @Test
  void tellsItsVersionOfNothingElse() {
    assertThat(VersionCommand.run()).isZero();
    assertThat(VersionCommand.run("now")).isEqualTo(2);
  }
}
