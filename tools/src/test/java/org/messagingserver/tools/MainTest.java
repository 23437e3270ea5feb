package org.messagingserver.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.app.Command;

class MainTest {

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "cluster", "chaos", "bench", "scaling"})
  void listsEachToolWhichExplainsItself(String word) {
    Command command = Main.COMMANDS.named(word).orElseThrow();

    assertThat(Main.COMMANDS.usage()).contains("  " + word + " ", command.purpose());
    assertThat(command.run(List.of("--help"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-conf", "migrate", "Smoke"})
  void isNothingElse(String word) {
    assertThat(Main.COMMANDS.named(word)).isEmpty();
  }
}
