package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Outcome;
import org.messagingserver.testkit.ServerProcess;

/** The keyset under a passphrase, as an operator meets it. */
class SealedKeysIT {
  private static final String VARIABLE = "MESSAGING_SERVER_KEYS_PASSPHRASE";
  private static final String PASSPHRASE = "canary4711 canary4711";

  private final Installation installation = Installation.create();

  @AfterEach
  void remove() {
    installation.close();
  }

  @Test
  void areMadeSealedByThePassphraseOfTheEnvironmentWhichNobodyElseGetsToSee() throws IOException {
    try (ServerProcess server = given(PASSPHRASE, "-conf", Installation.CONF).ready()) {
      assertThat(environment(installation.postmaster())).doesNotContain(PASSPHRASE);
      server.stop();
      assertThat(server.stderr()).noneMatch(line -> line.contains("canary"));
    }

    assertThat(installation.read("data/keys.json")).contains("\"sealed\"");
    ServerProcess shown = given(PASSPHRASE, "keys", "show");
    assertThat(shown.exitCode(ServerProcess.START)).isZero();
    assertThat(shown.stdout()).first().asString().endsWith(", sealed");
    Outcome.of(installation, "-conf", Installation.CONF)
        .assertFailure(
            "keys.file data/keys.json: is sealed; give its passphrase by keys.passphraseFile or "
                + VARIABLE);
    ServerProcess wrong = given("canary4711 canary4712", "-conf", Installation.CONF);
    assertThat(wrong.exitCode(ServerProcess.START)).isEqualTo(1);
    assertThat(wrong.stderr())
        .last()
        .isEqualTo(
            "messaging-server: keys.file data/keys.json: is not opened by this passphrase:"
                + " another one has sealed it, or the file is damaged");
  }

  private ServerProcess given(String passphrase, String... arguments) {
    return ServerProcess.run(installation, List.of(), Map.of(VARIABLE, passphrase), arguments);
  }

  private static String environment(ProcessHandle process) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"));
  }
}
