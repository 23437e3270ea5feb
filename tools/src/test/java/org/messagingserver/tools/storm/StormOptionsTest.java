package org.messagingserver.tools.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StormOptionsTest {
  private static final URI A = URI.create("ws://127.0.0.1:1/api");
  private static final URI B = URI.create("ws://127.0.0.1:2/api");

  private static StormOptions parse(String... words) {
    return StormOptions.parse(List.of(words));
  }

  @Test
  void dropsTheSocketsOfManyUsersOfTheUsualServerWhereNothingIsSaid() {
    StormOptions options = parse();

    assertThat(options.home()).isEmpty();
    assertThat(options.servers()).containsExactly(StormOptions.LOCAL);
    assertThat(options.users()).isEqualTo(20_000);
    assertThat(options.limit()).isEqualTo(Duration.ofSeconds(60));
    assertThat(options.sourceAddresses()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void readsEveryOption() {
    StormOptions options =
        parse(
            "--home",
            A.toString(),
            "--users",
            "7",
            "--conversations",
            "0",
            "--before",
            "3",
            "--seconds",
            "5",
            "--from",
            "10.0.0.1,10.0.0.2",
            "--json",
            B.toString());

    assertThat(options.all()).containsExactly(A, B);
    assertThat(options.users()).isEqualTo(7);
    assertThat(options.conversations()).isZero();
    assertThat(options.before()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.limit()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.sourceAddresses()).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(options.json()).isTrue();
  }

  @Test
  void knowsThePortOfEachScheme() {
    StormOptions options = parse("ws://127.0.0.1/api", "wss://127.0.0.1/api");

    assertThat(options.servers()).extracting(URI::getPort).containsExactly(80, 443);
    assertThat(options.tls()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "--users 0, --users must be a number from 1 to 1000000",
    "--users x, --users must be a number",
    "--users, --users must be a number",
    "--seconds 3601, --seconds must be a number from 1 to 3600",
    "--surprise, unknown option --surprise",
    "http://127.0.0.1/api, is no URL like ws://localhost:8080/api",
    "--home ws://127.0.0.1/api, name a URL besides that of --home",
    "--home, --home needs a value",
    "--from 127.0.0.1 --sources 3, exclude each other",
  })
  void refusesWhatCannotBePlayed(String words, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(words.split(" ")))
        .withMessageContaining(why);
  }

  @Test
  void refusesLoopbackSourcesForAServerElsewhere() {
    StormOptions options = parse("--sources", "3", "ws://192.0.2.1/api");

    assertThatIllegalArgumentException()
        .isThrownBy(options::sourceAddresses)
        .withMessageContaining("--from");
    assertThat(parse("ws://192.0.2.1/api").sourceAddresses()).isEmpty();
  }
}
