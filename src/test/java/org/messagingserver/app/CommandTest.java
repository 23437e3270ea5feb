package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {

  static List<String> words() {
    return ServerCommands.ALL.all().stream().map(Command::name).toList();
  }

  @ParameterizedTest
  @MethodSource("words")
  void isListedAndExplainsItself(String word) {
    Command command = ServerCommands.ALL.named(word).orElseThrow();

    assertThat(ServerCommands.ALL.usage()).contains("  " + word + " ", command.purpose());
    assertThat(command.run(List.of("--help"))).isZero();
    assertThat(help(word)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-conf", "-cluster", "run", "Keys", "", "Main"})
  void isNothingElse(String word) {
    assertThat(ServerCommands.ALL.named(word)).isEmpty();
  }

  @Test
  void refusesToHelpWithWhatItDoesNotKnow() {
    assertThat(help("burn")).isEqualTo(2);
    assertThat(help("keys", "migrate")).isEqualTo(2);
    assertThat(help("run")).isZero();
  }

  private static int help(String... words) {
    return ServerCommands.ALL.named("help").orElseThrow().run(List.of(words));
  }

  @Test
  void tellsItsVersionOfNothingElse() {
    assertThat(VersionCommand.run()).isZero();
    assertThat(VersionCommand.run("now")).isEqualTo(2);
  }
}
