package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.Certificate;

class CheckConfigCommandTest {
  private static final String CANARY = "canary4711";

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final Printed command =
      new Printed((out, err, words) -> CheckConfigCommand.run(out, err, environment, words));

  @Test
  void findsTheShippedFileInOrderAndAllAsByDefault() {
    assertThat(run(0, "conf/server.json"))
        .startsWith("conf/server.json: ok")
        .noneMatch(line -> line.contains("by default"));
  }

  @Test
  void showsWhatDiffersFromTheDefaultsButNoPassword() throws IOException {
    String file =
        written(
            """
            {"http": {"port": 9090, "pingSeconds": 30, "allowedOrigins": ["https://a.example"]},
             "log": {"levels": {"org.x": "FINE"}}, "keys": {"file": "KEYS"},
             "postgres": {"uri": "postgresql://me:%s@host/db", "poolSize": null}}\
            """
                .formatted(CANARY)
                .replace("KEYS", directory.resolve("new/keys.json").toString()));

    assertThat(run(0, file))
        .containsExactly(
            file + ": ok",
            "  http.port: 9090, by default 8080",
            "  http.allowedOrigins: [\"https://a.example\"], by default []",
            "  log.levels.org.x: \"FINE\", by default none",
            "  keys.file: \"%s\", by default \"data/keys.json\""
                .formatted(directory.resolve("new/keys.json")),
            "  postgres.uri: (not shown), by default none",
            "  keys.file: not there; the first start makes it");
    assertThat(directory.resolve("new")).doesNotExist();
  }

  @Test
  void showsWhichVariableGaveAKeyAndWantsNoFile() {
    environment.put("MESSAGING_SERVER_HTTP_PORT", "9090");
    environment.put(
        "MESSAGING_SERVER_POSTGRES_URI", "postgresql://me:%s@host/db".formatted(CANARY));
    environment.put("MESSAGING_SERVER_KEYS_FILE", directory.resolve("keys.json").toString());

    assertThat(run(0))
        .startsWith(
            "no file: ok",
            "  http.port: 9090, by default 8080, from MESSAGING_SERVER_HTTP_PORT",
            "  keys.file: \"%s\", by default \"data/keys.json\", from MESSAGING_SERVER_KEYS_FILE"
                .formatted(directory.resolve("keys.json")),
            "  postgres.uri: (not shown), by default none, from MESSAGING_SERVER_POSTGRES_URI");
  }

  @Test
  void refusesAVariableThatIsNone() {
    environment.put("MESSAGING_SERVER_HTTP_PROT", CANARY);

    assertThat(complaints(1))
        .containsExactly(
            "check-config: configuration: MESSAGING_SERVER_HTTP_PROT: found an unknown variable,"
                + " allowed is perhaps MESSAGING_SERVER_HTTP_PORT");
  }

  @Test
  void tellsWhichKeysetThereIs() throws IOException {
    Path keys = directory.resolve("keys.json");
    Encryption encryption = Encryption.open(new EncryptionSettings(keys, Optional.empty()));

    assertThat(run(0, keysFile(keys))).contains("  keys.file: keyset " + encryption.id());
  }

  @Test
  void refusesAKeysetThatAStartWouldRefuse() throws IOException {
    Path keys = Files.writeString(directory.resolve("keys.json"), CANARY);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));

    assertThat(complaints(1, keysFile(keys)))
        .containsExactly(
            "check-config: keys.file %s: holds no keyset, or a damaged one".formatted(keys));
  }

  @Test
  void refusesWakeupsThatAStartWouldRefuse() throws IOException {
    Path keys = directory.resolve("keys.json");
    Encryption.open(new EncryptionSettings(keys, Optional.empty()));
    JsonObject without = new JsonObject(Files.readString(keys));
    without.remove("vapid");
    Files.writeString(keys, without.encode());
    Path ca = directory.resolve("none.pem");
    JsonObject wakeups =
        new JsonObject().put("subject", "mailto:ops@chat.example").put("ca", ca.toString());
    JsonObject config =
        new JsonObject()
            .put("keys", new JsonObject().put("file", keys.toString()))
            .put("wakeups", wakeups);

    assertThat(complaints(1, written(config.encode())))
        .containsExactly(
            "check-config: wakeups.subject: the keyset has no key for push services; add one by:"
                + " keys add-vapid",
            "check-config: wakeups.ca %s: there is no such file".formatted(ca));
  }

  @Test
  void refusesAKeysetThatCannotBeMade() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(complaints(1, keysFile(file.resolve("keys.json"))))
        .containsExactly(
            "check-config: keys.file %s/keys.json: is not there and cannot be made"
                .formatted(file));
  }

  @Test
  void triesTheFilesOfTls() throws Exception {
    Path key = directory.resolve("key.pem");
    Path cert = directory.resolve("cert.pem");
    Certificate.make(directory).write(key, cert);

    assertThat(run(0, written(http(tls(key, cert))))).contains("  http.tls: can be used");
    assertThat(complaints(1, written(http(tls(cert, key)))))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("check-config: http.tls.key " + cert + ": holds "),
            line -> assertThat(line).startsWith("check-config: http.tls.cert " + key + ": holds "));
  }

  @Test
  void triesWhetherKeyCertificateAndAuthorityBelongTogether() throws Exception {
    Path ours = directory.resolve("ours");
    Path theirs = directory.resolve("theirs");
    Authority.in(ours);
    Authority.in(theirs);
    Path cert = ours.resolve("cert.pem");
    Path key = ours.resolve("key.pem");
    JsonObject mixed = tls(theirs.resolve("key.pem"), cert);

    assertThat(complaints(1, node(http(mixed), tls(key, cert), theirs), "-cluster"))
        .containsExactly(
            "check-config: http.tls.cert " + cert + ": the certificate is of another key",
            "check-config: cluster.tls.cert %s: is not signed by the authority of cluster.tls.ca %s"
                .formatted(cert, theirs.resolve("ca.pem")));
    assertThat(complaints(1, node(http(tls(key, cert)), mixed, ours), "-cluster"))
        .containsExactly(
            "check-config: cluster.tls.cert " + cert + ": the certificate is of another key");
    assertThat(run(0, node(http(tls(key, cert)), tls(key, cert), ours), "-cluster"))
        .contains("  http.tls: can be used", "  cluster.tls: can be used");
  }

  private String node(JsonObject config, JsonObject tls, Path authority) throws IOException {
    config.put("postgres", new JsonObject().put("uri", "postgresql://a@b/c"));
    tls.put("ca", authority.resolve("ca.pem").toString());
    return written(config.put("cluster", new JsonObject().put("tls", tls)));
  }

  @Test
  void tellsAllFilesAtOnceThatCannotBeUsed() throws IOException {
    Path none = directory.resolve("none");
    Path keys = Files.createDirectory(directory.resolve("keys.json"));
    JsonObject cluster = new JsonObject().put("tls", tls(none, keys).put("ca", none.toString()));
    JsonObject config =
        http(tls(none, none))
            .put("keys", new JsonObject().put("file", keys.toString()))
            .put("postgres", new JsonObject().put("uri", "postgresql://a@b/c"))
            .put("cluster", cluster);

    assertThat(complaints(1, written(config), "-cluster"))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo(missing("http.tls.key", none)),
            line -> assertThat(line).isEqualTo(missing("http.tls.cert", none)),
            line -> assertThat(line).startsWith("check-config: keys.file " + keys + ": "),
            line -> assertThat(line).isEqualTo(missing("cluster.tls.key", none)),
            line ->
                assertThat(line)
                    .isEqualTo("check-config: cluster.tls.cert " + keys + ": cannot be read"));
  }

  private static String missing(String key, Path file) {
    return "check-config: " + key + " " + file + ": there is no such file";
  }

  @Test
  void looksAtWhatNodesNeedWhereItIsANodes() throws IOException {
    String alone = written("{}");
    assertThat(complaints(1, alone, "-cluster"))
        .containsExactly(
            "check-config: -cluster: set postgres.uri, the database that all nodes share");

    String node = written("{\"postgres\": {\"uri\": \"postgresql://a@b/c\"}}");
    assertThat(run(0, "-cluster", node)).contains("  cluster.xml: can be used");
  }

  @Test
  void saysWhatAStartWouldSay() throws IOException {
    assertThat(complaints(1, "nowhere.json"))
        .containsExactly(
            "check-config: -conf nowhere.json: there is no such file, "
                + Path.of("nowhere.json").toAbsolutePath());
    assertThat(complaints(1, written("{\"http\": {\"prot\": 1, \"port\": \"" + CANARY + "\"}}")))
        .containsExactly(
            "check-config: configuration: http.port: found a text, allowed is a whole number",
            "check-config: configuration: http.prot: found an unknown key, allowed is perhaps"
                + " http.port");
  }

  @Test
  void helps() {
    assertThat(run(0, "--help").get(0)).startsWith("Usage: check-config ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "-conf", "-conf a"})
  void refusesOtherArguments(String arguments) {
    assertThat(complaints(2, arguments.split(" ")))
        .containsExactly("check-config: one FILE or none, and -cluster for a node's; see --help");
  }

  private static JsonObject tls(Path key, Path cert) {
    return new JsonObject().put("key", key.toString()).put("cert", cert.toString());
  }

  private static JsonObject http(JsonObject tls) {
    return new JsonObject().put("http", new JsonObject().put("tls", tls));
  }

  private String keysFile(Path file) throws IOException {
    return written(new JsonObject().put("keys", new JsonObject().put("file", file.toString())));
  }

  private String written(JsonObject config) throws IOException {
    return written(config.encode());
  }

  private String written(String config) throws IOException {
    return Files.writeString(directory.resolve("server.json"), config).toString();
  }

  private List<String> run(int code, String... arguments) {
    return withoutSecret(command.run(code, arguments));
  }

  private List<String> complaints(int code, String... arguments) {
    return withoutSecret(command.complaints(code, arguments));
  }

  private static List<String> withoutSecret(List<String> lines) {
    assertThat(lines).noneMatch(line -> line.contains(CANARY));
    return lines;
  }
}
