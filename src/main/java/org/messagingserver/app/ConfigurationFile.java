package org.messagingserver.app;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;

/** Reads the file of {@code -conf}, and says what is wrong with it without showing its contents. */
final class ConfigurationFile {
  private ConfigurationFile() {}

  /** Takes {@code -conf FILE} off where the words are just that, and leaves any others. */
  static Optional<String> named(Deque<String> words) {
    if (words.size() == 2 && words.peek().matches("--?conf")) {
      words.pop();
      return Optional.of(words.pop());
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
      return new JsonObject(Files.readString(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new StartException("-conf " + file + ": there is no such file");
    } catch (CharacterCodingException | DecodeException e) {
      throw new StartException("-conf " + file + ": this is not a JSON object");
    } catch (IOException | RuntimeException e) {
      throw new StartException("-conf " + file + ": this file cannot be read");
    }
  }
}
