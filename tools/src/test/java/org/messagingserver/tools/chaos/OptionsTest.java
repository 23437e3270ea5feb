package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.tools.localcluster.Replication;

class OptionsTest {
  @Test
  void takesWhatIsSaid() {
    Options options =
        Options.parse(
            List.of(
                "--nodes",
                "5",
                "--seed",
                "7",
                "--minutes",
                "0.5",
                "--rate",
                "1000",
                "--disk-faults",
                "--faults",
                "kill,cut-power",
                "--postgres",
                "fsync=off",
                "--history",
                "run.jsonl",
                "--without-network",
                "--clock-faults"));

    assertThat(options)
        .isEqualTo(
            new Options(
                Duration.ofSeconds(30),
                7,
                5,
                1000,
                EnumSet.of(Fault.Group.PROCESS, Fault.Group.DISK, Fault.Group.CLOCK),
                Replication.NONE,
                EnumSet.of(Fault.KILL, Fault.CUT_POWER),
                Map.of("fsync", "off"),
                Optional.of(Path.of("run.jsonl"))));
  }

  @Test
  void hasDefaultsAndANewSeedEachTime() {
    Options options = Options.parse(List.of());

    assertThat(options)
        .isEqualTo(
            new Options(
                Duration.ofMinutes(2),
                options.seed(),
                3,
                300,
                EnumSet.of(Fault.Group.PROCESS, Fault.Group.NETWORK),
                Replication.NONE,
                EnumSet.allOf(Fault.class),
                Map.of(),
                Optional.empty()));
    assertThat(options.seed()).isNotEqualTo(Options.parse(List.of()).seed());
  }

  @Test
  void failsOverToAStandbyOfEitherKind() {
    Options synchronous = Options.parse(List.of("--failover"));
    Options asynchronous = Options.parse(List.of("--asynchronous-failover"));

    assertThat(synchronous.replication()).isEqualTo(Replication.SYNCHRONOUS);
    assertThat(asynchronous.replication()).isEqualTo(Replication.ASYNCHRONOUS);
    assertThat(List.of(synchronous, asynchronous))
        .allMatch(options -> options.groups().contains(Fault.Group.FAILOVER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--minutes",
        "--minutes x",
        "--minutes 0",
        "--minutes -1",
        "--minutes 1e3",
        "--nodes 0",
        "--nodes 10",
        "--seed -1",
        "--seed 99999999999999999",
        "--rate 0",
        "--rate 5001",
        "5",
        "--speed 3",
        "--history",
        "--history --rate",
        "--postgres",
        "--postgres fsync",
        "--faults",
        "--faults explode",
        "--postgres FSYNC=on",
        "--failover --disk-faults",
        "--disk-faults --asynchronous-failover"
      })
  void refusesEverythingElse(String words) {
    assertThatThrownBy(() -> Options.parse(List.of(words.split(" "))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--");
  }
}
