package org.messagingserver.app;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.config.ConfigVariables;

/**
 * The settings of an operator: the file of {@code -conf} if there is one, under the environment.
 */
final class GivenConfiguration {
  /** Secrets that are no part of the configuration, so that nothing shows them. */
  private static final Set<String> SECRETS =
      Set.of("MESSAGING_SERVER_ADMIN_TOKEN", "MESSAGING_SERVER_KEYS_PASSPHRASE");

  private GivenConfiguration() {}

  /**
   * Both of them, as one object.
   *
   * @throws StartException when the file cannot be read
   * @throws ConfigException with every variable that is wrong
   */
  static JsonObject read(Optional<String> file) {
    return read(file, System.getenv()).config();
  }

  /** The same, by another environment, with the variables that are in force. */
  static ConfigVariables.Overridden read(Optional<String> file, Map<String, String> environment) {
    return variables()
        .over(file.map(ConfigurationFile::read).orElseGet(JsonObject::new), environment);
  }

  private static ConfigVariables variables() {
    return new ConfigVariables(ConfigSection.keys(Configuration::read), SECRETS);
  }
}
