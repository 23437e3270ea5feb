package org.messagingserver.config;

import java.util.stream.Stream;

/**
 * One thing that is wrong with the configuration.
 *
 * @param path of the key, like {@code http.port}
 * @param found what stands there; for a text only that it is one, since it may be secret
 * @param allowed what may stand there
 */
public record ConfigError(String path, String found, String allowed) {

  /** Keeps the problem on one line, whatever the keys of the configuration hold. */
  public ConfigError {
    path = path.replaceAll("\\p{Cntrl}", "?");
  }

  /** Nothing where {@code holds}, else the one problem that it does not. */
  public static Stream<ConfigError> unless(
      boolean holds, String path, Object found, String allowed) {
    return holds
        ? Stream.empty()
        : Stream.of(new ConfigError(path, String.valueOf(found), allowed));
  }

  @Override
  public String toString() {
    return path + ": found " + found + ", allowed is " + allowed;
  }
}
