package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.protocol.Address;

/** The README is read in three minutes, and what it shows of Java is Java. */
class ReadmeTest {
  private static final Path PAGE = Path.of("README.md");
  private static final int MOST_WORDS = 700;

  /** What an app brings to the lines of the README. */
  private static final String APP =
      """
      import java.net.URI;
      import java.util.*;
      import java.util.concurrent.*;
      import org.messagingserver.client.*;
      import org.messagingserver.protocol.*;
      import org.messagingserver.client.PreKeyBundle;

      abstract class App {
        abstract CompletionStage<Void> store(byte[] message);

        abstract byte[] seal(String text, List<PreKeyBundle> bundles);

        void run(
            Transport transport,
            Identity identity,
            PreKeySource preKeys,
            UserId friend,
            Address friendsPhone) {
      %s
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void isShort() throws IOException {
    assertThat(Files.readString(PAGE).strip().split("\\s+")).hasSizeLessThanOrEqualTo(MOST_WORDS);
  }

  @Test
  void showsAClientThatCompiles() {
    List<String> blocks = Page.read(PAGE).blocks("java");

    assertThat(blocks).hasSize(1);
    assertThat(complaints(APP.formatted(blocks.get(0)))).isEmpty();
  }

  private String complaints(String source) {
    Writer complaints = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-d", folder.toString(), "-classpath", classpath());
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///App.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    boolean compiles =
        ToolProvider.getSystemJavaCompiler()
            .getTask(complaints, null, null, options, null, List.of(file))
            .call();
    return compiles ? "" : complaints.toString();
  }

  /** Where the classes are from that an app sees. */
  private static String classpath() {
    return Stream.of(MessagingClient.class, Address.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
