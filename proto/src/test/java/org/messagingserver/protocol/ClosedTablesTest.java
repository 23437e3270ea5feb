package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClosedTablesTest {

  @Test
  void holdExactlyTheErrorNamesOfTheProtocol() {
    assertThat(Stream.of(ErrorName.values()).map(ErrorName::text))
        .containsExactly(
            "unknown_error",
            "invalid_user_id",
            "invalid_message",
            "unknown_user",
            "unknown_device",
            "stale_device",
            "unauthorized",
            "attempted_anonymous_op_on_authenticated_connection",
            "too_many_devices",
            "mailbox_full",
            "too_many_requests",
            "unavailable");
  }

  /** The load scripts count errors by their names, and any other as a wrong answer. */
  @ParameterizedTest
  @EnumSource
  void areCountedByTheLoadScripts(ErrorName name) throws IOException {
    assertThat(Files.readString(Path.of("load", "lib", "trouble.js")))
        .contains("'" + name.text() + "'");
  }

  @ParameterizedTest
  @EnumSource
  void findEveryErrorNameByItsText(ErrorName name) {
    assertThat(ErrorName.of(name.text())).contains(name);
  }

  @Test
  void knowNoErrorNameOfALaterProtocol() {
    assertThat(ErrorName.of("too_hot")).isEmpty();
    assertThat(ErrorName.of("")).isEmpty();
    assertThat(ErrorName.of("UNKNOWN_USER")).isEmpty();
  }

  @Test
  void sayWhichRefusedRequestsMaySucceedLater() {
    assertThat(ErrorName.values())
        .filteredOn(name -> name.retry() == Retry.LATER)
        .containsExactly(
            ErrorName.UNKNOWN_ERROR,
            ErrorName.MAILBOX_FULL,
            ErrorName.TOO_MANY_REQUESTS,
            ErrorName.UNAVAILABLE);
  }

  @Test
  void holdExactlyTheCloseCodesOfTheProtocol() {
    assertThat(Stream.of(CloseCode.values()).map(CloseCode::code))
        .containsExactly(1002, 1003, 1007, 1008, 1009, 1012, 1013);
  }

  @Test
  void sayAfterWhichCloseCodesAClientMayComeAgain() {
    assertThat(CloseCode.values())
        .filteredOn(code -> code.retry() == Retry.LATER)
        .containsExactly(CloseCode.POLICY, CloseCode.RESTART, CloseCode.TRY_LATER);
  }
}
