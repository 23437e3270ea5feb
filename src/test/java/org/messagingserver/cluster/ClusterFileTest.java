package org.messagingserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file that is shipped, which stands in the directory where the tests run. */
class ClusterFileTest {

  @AfterEach
  void forget() {
    System.clearProperty("cluster.members");
    System.clearProperty("cluster.name");
    System.clearProperty("cluster.interface");
    System.clearProperty("cluster.port");
    System.clearProperty("cluster.dns");
  }

  @Test
  void findsOthersByTcpAlone() {
    JoinConfig join = ClusterFile.read().getNetworkConfig().getJoin();

    assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().isEnabled()).isFalse();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
  }

  @Test
  void tellsNobodyAtHomeAndRunsNoJobs() {
    Config config = ClusterFile.read();

    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(config.getJetConfig().isEnabled()).isFalse();
  }

  @Test
  void keepsRegistrationsAsASetInTwoPlaces() {
    MultiMapConfig registrations = ClusterFile.read().getMultiMapConfig("__vertx.subs");

    assertThat(registrations.getValueCollectionType())
        .isEqualTo(MultiMapConfig.ValueCollectionType.SET);
    assertThat(registrations.getBackupCount()).isEqualTo(1);
  }

  @Test
  void staysOnThisMachineUnlessToldOtherwise() {
    var network = ClusterFile.read().getNetworkConfig();

    assertThat(network.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
    assertThat(network.getJoin().getTcpIpConfig().getMembers()).containsExactly("127.0.0.1");
    assertThat(network.getPort()).isEqualTo(5701);
  }

  @Test
  void takesMembersInterfaceNameAndPortFromSystemProperties() {
    System.setProperty("cluster.members", "10.0.0.1, 10.0.0.2");
    System.setProperty("cluster.interface", "10.0.0.*");
    System.setProperty("cluster.name", "ours");
    System.setProperty("cluster.port", "5900");

    Config config = ClusterFile.read();

    var network = config.getNetworkConfig();
    assertThat(config.getClusterName()).isEqualTo("ours");
    assertThat(network.getInterfaces().getInterfaces()).containsExactly("10.0.0.*");
    assertThat(network.getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.1:5900", "10.0.0.2:5900");
    assertThat(network.getPort()).isEqualTo(5900);
  }

  @Test
  void findsOthersByOneNameOfThemAll() {
    System.setProperty("cluster.dns", "nodes.example");
    System.setProperty("cluster.port", "5900");

    JoinConfig join = ClusterFile.read().getNetworkConfig().getJoin();

    assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
    assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
    assertThat(join.getKubernetesConfig().getProperties())
        .containsEntry("service-dns", "nodes.example")
        .containsEntry("service-port", "5900");
  }

  @Test
  void takesAnInterfaceOfTheNewKind() {
    System.setProperty("cluster.interface", "fd00::1");

    assertThat(ClusterFile.read().getProperty("hazelcast.prefer.ipv4.stack")).isEqualTo("false");
  }

  /** Hazelcast would leave out each whose address is not this node's own. */
  @Test
  void findsMembersByNameWhateverItsOwnAddressIs() {
    System.setProperty("cluster.members", "a.example,b.example");
    System.setProperty("cluster.interface", "10.0.0.1");

    Config config = ClusterFile.read();

    assertThat(config.getNetworkConfig().getInterfaces().isEnabled()).isFalse();
    assertThat(config.getProperty("hazelcast.local.localAddress")).isEqualTo("10.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "'10.0.0.1', '10.0.0.1:5701'",
    "'a.example,b.example:5900', 'a.example:5701,b.example:5900'",
    "'127.0.0.1', '127.0.0.1'",
    "'localhost, 127.0.0.2', 'localhost,127.0.0.2'",
    "'[fd00::1]:5701', '[fd00::1]:5701'",
    "'fd00::1,[fd00::2]', '[fd00::1]:5701,[fd00::2]:5701'",
    "'::1', '::1'",
    "'', ''"
  })
  void givesMembersOfOtherMachinesTheirPort(String members, String withPorts) {
    assertThat(ClusterFile.withPorts(members, "5701")).isEqualTo(withPorts);
  }
}
