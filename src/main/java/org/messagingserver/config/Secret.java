package org.messagingserver.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A secret of the operator: a text of 16 to 1024 characters, shown to nobody. */
public final class Secret {
  private static final int SHORTEST = 16;
  private static final int LONGEST = 1024;

  private final String text;

  private Secret(String kind, String where, String text) {
    this.text = text;
    if (text.length() < SHORTEST || text.length() > LONGEST) {
      throw new SecretException(
          String.format(
              Locale.ROOT,
              "%s: a %s has %d to %d characters; make one by: openssl rand -base64 32",
              where,
              kind,
              SHORTEST,
              LONGEST));
    }
  }

  /**
   * Where an operator may put one.
   *
   * @param kind what it is called
   * @param key names a file that holds it
   * @param variable of the environment, holds it
   */
  public record Sources(String kind, String key, String variable) {

    /**
     * The secret from either source. Blocks.
     *
     * @param file what stands at the key
     * @throws SecretException when it is unusable, or both give one
     */
    public Optional<Secret> find(Optional<Path> file, Map<String, String> environment) {
      Optional<String> given = Optional.ofNullable(environment.get(variable));
      if (file.isEmpty()) {
        return given.map(text -> new Secret(kind, variable, text));
      }
      if (given.isPresent()) {
        throw new SecretException(
            key + " and " + variable + " are both given; one of them is enough");
      }
      return file.map(path -> read(kind, key, path));
    }
  }

  /**
   * The one in a file, without the end of its line. Blocks.
   *
   * @param kind what it is called
   * @param who names the file
   * @throws SecretException when it is unusable
   */
  public static Secret read(String kind, String who, Path file) {
    String where = who + " " + file;
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST * Integer.BYTES);
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Secret(kind, where, text.replaceFirst("\\r?\\n\\z", ""));
    } catch (CharacterCodingException e) {
      throw new SecretException(where + ": is no text in UTF-8");
    } catch (NoSuchFileException e) {
      throw new SecretException(where + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new SecretException(where + ": this user may not read it");
    } catch (IOException e) {
      throw new SecretException(where + ": cannot be read");
    }
  }

  /** The text itself. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
