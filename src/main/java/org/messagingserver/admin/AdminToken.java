package org.messagingserver.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.messagingserver.config.Secret;

/** The token that a request needs to change anything. */
public final class AdminToken {
  private static final Secret.Sources SOURCES =
      new Secret.Sources("token", "admin.tokenFile", "MESSAGING_SERVER_ADMIN_TOKEN");
  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  private AdminToken(Secret secret) {
    this.token = secret.text().getBytes(UTF_8);
  }

  /**
   * The token that the configuration names or the environment holds. Without a token, changes are
   * disabled. Blocks.
   *
   * @throws org.messagingserver.config.SecretException when it is unusable
   */
  public static Optional<AdminToken> find(AdminSettings settings, Map<String, String> environment) {
    return SOURCES.find(settings.tokenFile(), environment).map(AdminToken::new);
  }

  /**
   * Whether an {@code Authorization} header brings it. How long that takes says nothing of the
   * token.
   *
   * @param authorization null if absent
   */
  public boolean matches(String authorization) {
    return authorization != null
        && authorization.startsWith(SCHEME)
        && MessageDigest.isEqual(authorization.substring(SCHEME.length()).getBytes(UTF_8), token);
  }
}
