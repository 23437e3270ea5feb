package org.messagingserver.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.config.SecretException;

class AdminTokenTest {
  private static final String TOKEN = "sixteen letters.";
  private static final String VARIABLE = "MESSAGING_SERVER_ADMIN_TOKEN";

  @TempDir Path directory;

  @Test
  void isNoneUnlessOneIsGiven() {
    assertThat(AdminToken.find(settings(null), Map.of())).isEmpty();
  }

  @Test
  void comesFromTheEnvironment() {
    assertOpens(AdminToken.find(settings(null), Map.of(VARIABLE, TOKEN)).orElseThrow());
  }

  @Test
  void comesFromAFileWithoutTheEndOfItsLine() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");

    assertOpens(AdminToken.find(settings(file), Map.of()).orElseThrow());
  }

  @Test
  void isRefusedWhereItIsShort() {
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> AdminToken.find(settings(null), Map.of(VARIABLE, "fifteen letters")))
        .withMessage(
            VARIABLE + ": a token has 16 to 1024 characters; make one by: openssl rand -base64 32");
  }

  @Test
  void isRefusedWhereItsFileIsMissing() {
    Path file = directory.resolve("missing");

    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> AdminToken.find(settings(file), Map.of()))
        .withMessage("admin.tokenFile " + file + ": there is no such file");
  }

  private static AdminSettings settings(Path tokenFile) {
    return new AdminSettings("127.0.0.1", 0, List.of(), Optional.ofNullable(tokenFile));
  }

  private static void assertOpens(AdminToken token) {
    assertThat(token.matches("Bearer " + TOKEN)).isTrue();
    assertThat(token.matches("Bearer " + TOKEN + "\n")).isFalse();
    assertThat(token.matches(TOKEN)).isFalse();
    assertThat(token.matches(null)).isFalse();
  }
}
