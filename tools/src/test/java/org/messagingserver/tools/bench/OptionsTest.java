package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final List<String> KNOWN = List.of("relay-1", "relay-32", "store");
  private static final Path USUAL = Path.of("docs", "performance.md");

  private static Options parse(String... words) {
    return Options.parse(List.of(words), KNOWN, USUAL);
  }

  @Test
  void measuresAllRowsAndWritesThePageWhereNothingIsSaid() {
    Options options = parse();

    assertThat(options.rows()).isEqualTo(KNOWN);
    assertThat(options.file()).contains(USUAL);
    assertThat(options.rounds()).isEqualTo(5);
  }

  @Test
  void onlyPrintsSingleRows() {
    Options options = parse("store", "relay-1");

    assertThat(options.rows()).containsExactly("relay-1", "store");
    assertThat(options.file()).isEmpty();
  }

  @Test
  void writesWhereItIsTold() {
    assertThat(parse("store", "--write", "here.md").file()).contains(Path.of("here.md"));
    assertThat(parse("--no-write").file()).isEmpty();
  }

  @Test
  void takesTheNumberOfRounds() {
    assertThat(parse("--rounds", "12").rounds()).isEqualTo(12);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatIllegalArgumentException().isThrownBy(() -> parse("relay-2"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--fast"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--rounds", "0"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--rounds"));
    assertThatIllegalArgumentException().isThrownBy(() -> parse("--write"));
  }
}
