package org.messagingserver.app;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;

/** Reads the file of {@code -conf}, and says what is wrong with it without showing its contents. */
final class ConfigurationFile {
  private ConfigurationFile() {}

  /** Takes {@code -conf FILE} off where the words are just that, and leaves any others. */
  static Optional<String> named(Deque<String> arguments) {
    if (arguments.size() == 2 && arguments.peek().matches("--?conf")) {
      arguments.pop();
      return Optional.of(arguments.pop());
    }
    return Optional.empty();
  }

  /**
   * The JSON object in a file.
   *
   * @throws StartException when there is no such file or it holds none
   */
  static JsonObject read(String file) {
    try {
      return StrictJson.read(Files.readString(Path.of(file)));
    } catch (StartException wrong) {
      throw wrong(file, wrong.getMessage());
    } catch (NoSuchFileException e) {
      throw wrong(file, "there is no such file" + where(file));
    } catch (AccessDeniedException e) {
      throw wrong(file, "this user may not read it" + where(file));
    } catch (CharacterCodingException e) {
      throw wrong(file, "this is not UTF-8");
    } catch (IOException | RuntimeException e) {
      String what = isDirectory(file) ? "this is a directory" : "this file cannot be read";
      throw wrong(file, what + where(file));
    }
  }

  private static StartException wrong(String file, String what) {
    return new StartException("-conf " + file + ": " + what);
  }

  /** A file that was looked for in another directory than its user thinks. */
  private static String where(String file) {
    try {
      Path path = Path.of(file);
      return path.isAbsolute() ? "" : ", " + path.toAbsolutePath();
    } catch (InvalidPathException e) {
      return "";
    }
  }

  private static boolean isDirectory(String file) {
    try {
      return Files.isDirectory(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
