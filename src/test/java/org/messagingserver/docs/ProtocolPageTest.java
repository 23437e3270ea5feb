package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProtocolPageTest {
  private static final Path PAGE = Path.of("docs", "protocol.md");

  /** The build writes it beside the classes. */
  private static final Path DESCRIPTION = Path.of("target", "protocol.desc");

  @Test
  void isWhatTheProtocolFileSays() throws IOException {
    FileDescriptorSet files = FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTION));
    FileDescriptorProto newest =
        files.getFileList().stream()
            .filter(file -> file.getName().equals("Messages.proto"))
            .findFirst()
            .orElseThrow();
    String page = new ProtocolPage(newest).markdown();
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE))
        .as("rewrite it by: ./mvnw test -Dtest=ProtocolPageTest -Drewrite=true")
        .isEqualTo(page);
  }
}
