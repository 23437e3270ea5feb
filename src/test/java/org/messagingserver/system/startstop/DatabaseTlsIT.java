package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.ServerProcess;

/**
 * The packaged jar against a Postgres with TLS, whose certificate is for 127.0.0.1 alone: what each
 * {@code sslmode} accepts, with and without {@code sslrootcert}. Every one is tried by {@code
 * migrate}, which connects by the pool and by JDBC as a start does.
 */
class DatabaseTlsIT {
  private static final String REFUSED =
      "migrate: postgres.uri: no answer from the database within 10 s (the TLS handshake failed;"
          + " its certificate has to be trusted (sslrootcert), valid, and for this host name)";

  private static Installation installation;

  @BeforeAll
  static void encrypt() throws Exception {
    installation = Installation.create();
    Authority.in(installation.path("database"));
    Authority.in(installation.path("other"));
    Path key = installation.path("database/key.pem");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    TestPostgres.execute("ALTER SYSTEM SET ssl_key_file = '" + key + "'");
    TestPostgres.execute(
        "ALTER SYSTEM SET ssl_cert_file = '" + installation.path("database/cert.pem") + "'");
    TestPostgres.encrypted(true);
  }

  @AfterAll
  static void remove() {
    TestPostgres.encrypted(false);
    installation.close();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, disable, ",
    "127.0.0.1, allow, ",
    "127.0.0.1, prefer, ",
    "127.0.0.1, require, ",
    "127.0.0.1, require, database/ca.pem",
    "localhost, require, database/ca.pem",
    "127.0.0.1, verify-ca, database/ca.pem",
    "localhost, verify-ca, database/ca.pem",
    "127.0.0.1, verify-full, database/ca.pem",
    "127.0.0.1, prefer, other/ca.pem"
  })
  void accepts(String host, String mode, String root) {
    configured(host, mode, root);

    assertThat(run(List.of(), "check-config", Installation.CONF)).isEmpty();
    assertThat(run(List.of(), "migrate", "-conf", Installation.CONF)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, require, other/ca.pem",
    "127.0.0.1, verify-ca, other/ca.pem",
    "127.0.0.1, verify-full, other/ca.pem",
    "localhost, verify-full, database/ca.pem"
  })
  void refuses(String host, String mode, String root) {
    configured(host, mode, root, 10);

    assertThat(run(List.of(), "migrate", "-conf", Installation.CONF)).containsExactly(REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-full"})
  void verifiesByWhatJavaTrustsWithoutACertificateFile(String mode) {
    configured("127.0.0.1", mode, null);
    List<String> trusting =
        List.of(
            "-Djavax.net.ssl.trustStore=" + installation.path("database/store.p12"),
            "-Djavax.net.ssl.trustStorePassword=password");

    assertThat(run(trusting, "migrate", "-conf", Installation.CONF)).isEmpty();
    try (ServerProcess server =
        ServerProcess.run(installation, trusting, "-conf", Installation.CONF).ready()) {
      server.stop();
    }
    configured("127.0.0.1", mode, null, 10);
    assertThat(run(List.of(), "check-config", Installation.CONF)).isEmpty();
    assertThat(run(List.of(), "migrate", "-conf", Installation.CONF)).containsExactly(REFUSED);
  }

  @Test
  void verifiesByWhatJavaTrustsWhereTheUriSaysSystem() {
    configured("127.0.0.1", null, "system", 10);

    assertThat(run(List.of(), "migrate", "-conf", Installation.CONF)).containsExactly(REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify-ca", "verify-full"})
  void saysBeforeTheStartThatNobodyIsTrusted(String mode) {
    configured("127.0.0.1", mode, null);
    List<String> trustingNobody = List.of("-Djavax.net.ssl.trustStore=NONE");

    assertThat(run(trustingNobody, "check-config", Installation.CONF))
        .containsExactly(
            "check-config: configuration: postgres.uri: found sslmode=%s, but this Java trusts no"
                    .formatted(mode)
                + " certificates, allowed is an sslrootcert, the path of a PEM file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca&sslrootcert=", "verify-full&sslrootcert="})
  void refusesADatabaseWithoutTls(String mode) {
    TestPostgres.encrypted(false);
    try {
      String root = mode.endsWith("=") ? installation.path("database/ca.pem").toString() : "";
      configuredUri(uri("127.0.0.1") + "?sslmode=" + mode + root);

      assertThat(run(List.of(), "migrate", "-conf", Installation.CONF))
          .containsExactly(
              "migrate: postgres.uri: the database offers no TLS, which sslmode asks for");
    } finally {
      TestPostgres.encrypted(true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "allow", "prefer"})
  void acceptsADatabaseWithoutTls(String mode) {
    TestPostgres.encrypted(false);
    try {
      configured("127.0.0.1", mode, null);

      assertThat(run(List.of(), "migrate", "-conf", Installation.CONF)).isEmpty();
    } finally {
      TestPostgres.encrypted(true);
    }
  }

  /** What it complained of, in full; it has failed exactly where there is something. */
  private static List<String> run(List<String> jvm, String... arguments) {
    ServerProcess process = ServerProcess.run(installation, jvm, arguments);
    int code = process.exitCode(ServerProcess.START);
    List<String> complaints =
        process.stderr().stream().filter(line -> !line.matches(ServerProcess.INFO)).toList();
    assertThat(code).as("%s", complaints).isEqualTo(complaints.isEmpty() ? 0 : 1);
    return complaints;
  }

  private static String uri(String host) {
    return TestPostgres.newDatabaseUri().replace("127.0.0.1", host);
  }

  private static void configured(String host, String mode, String root) {
    configured(host, mode, root, 60);
  }

  private static void configured(String host, String mode, String root, int patience) {
    List<String> parameters = new ArrayList<>();
    if (mode != null) {
      parameters.add("sslmode=" + mode);
    }
    if (root != null) {
      parameters.add("sslrootcert=" + root);
    }
    configuredUri(uri(host) + "?" + String.join("&", parameters), patience);
  }

  private static void configuredUri(String uri) {
    configuredUri(uri, 60);
  }

  /** Long where it is to succeed, on a busy machine too. */
  private static void configuredUri(String uri, int patience) {
    installation.configured(
        new JsonObject()
            .put("keys", new JsonObject().put("file", "keys-" + uri.hashCode() + ".json"))
            .put(
                "postgres",
                new JsonObject().put("uri", uri).put("startupTimeoutSeconds", patience)));
  }
}
