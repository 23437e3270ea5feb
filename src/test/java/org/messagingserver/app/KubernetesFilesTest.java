package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands both in {@code conf/helm/server.json} and in the chart beside it. */
class KubernetesFilesTest {
  private static final Path DIRECTORY = Path.of("conf/helm");

  private Configuration configuration;
  private String deployment;
  private String values;

  @BeforeEach
  void read() throws IOException {
    JsonObject json = ConfigurationFile.read(DIRECTORY.resolve("server.json").toString());
    configuration = Configuration.read(json);
    deployment = Files.readString(DIRECTORY.resolve("messaging-server/templates/deployment.yaml"));
    values = Files.readString(DIRECTORY.resolve("messaging-server/values.yaml"));
  }

  @Test
  void portsAreThose() {
    assertThat(deployment)
        .contains(
            "name: clients, containerPort: " + configuration.http().port(),
            "name: admin, containerPort: " + configuration.admin().port(),
            "name: bus, containerPort: " + configuration.cluster().busPort());
  }

  @Test
  void probesReachTheAdminPort() {
    assertThat(configuration.admin().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void filesAreWhereTheyAreMounted() {
    var tls = configuration.cluster().tls().orElseThrow();
    List<Path> files =
        List.of(
            configuration.encryption().file(),
            configuration.encryption().passphraseFile().orElseThrow(),
            Path.of(tls.key()),
            Path.of(tls.cert()),
            Path.of(tls.ca()));

    assertThat(files)
        .allSatisfy(
            file -> assertThat(deployment).contains("mountPath: " + file.getParent() + ","));
  }

  @Test
  void thereIsAProcessorForEachEventLoop() {
    assertThat(values).contains("\neventLoops: " + configuration.http().eventLoops() + "\n");
  }

  @Test
  void aStopHasTheTimeThatItMayTake() {
    long seconds = configuration.http().shutdownTimeout().plus(Main.CLOSE_TIME).toSeconds();

    assertThat(values).contains("\nterminationGracePeriodSeconds: 60\n");
    assertThat(seconds + 5).isLessThan(60);
  }
}
