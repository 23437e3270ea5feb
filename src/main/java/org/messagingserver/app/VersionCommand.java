package org.messagingserver.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Tells which jar this is. The same sources give the same bytes, so the checksum names them. */
final class VersionCommand {
  private static final int DONE = 0;
  private static final int MISUSED = 2;

  private static final String HELP =
      """
      Usage: version

      Tells the version of this jar, its SHA-256 and the Java that runs it. A build of the same
      sources by the same JDK gives the same jar: so the checksum tells which sources it is from.

      Exit code: 0, or 2 for wrong arguments.
      """;

  private VersionCommand() {}

  /** Runs, printing to the standard output; gives the exit code of the process. */
  static int run(String... args) {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(HELP);
      return DONE;
    }
    if (!arguments.isEmpty()) {
      System.err.println("version: unknown arguments; see --help");
      return MISUSED;
    }
    System.out.println(version());
    checksum(Path.of(System.getProperty("java.class.path")).toAbsolutePath())
        .ifPresent(sum -> System.out.println("jar sha256 " + sum));
    System.out.println("Java " + Runtime.version());
    return DONE;
  }

  /** The name and version of the program. */
  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return "messaging-server " + Optional.ofNullable(version).orElse("(not packaged)");
  }

  /** Empty where this runs from no jar. */
  private static Optional<String> checksum(Path jar) {
    try (InputStream in = Files.newInputStream(jar)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return Optional.of(HexFormat.of().formatHex(digest.digest()));
    } catch (IOException unreadable) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
