package org.messagingserver.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.internal.util.AddressUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a node looks for others, by its configuration. */
final class Members {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.cluster");

  private static final Pattern SEPARATORS = Pattern.compile("[,; ]+");

  /** One that is listed, and the ports that it may have. */
  record Listed(String host, int firstPort, int ports) {
    boolean isName() {
      return !AddressUtil.isIpAddress(host);
    }

    boolean isUnknown() {
      try {
        return isName() && InetAddress.getAllByName(host).length == 0;
      } catch (UnknownHostException e) {
        return true;
      }
    }
  }

  private Members() {}

  /** Those of {@code cluster.members}; patterns, which are none of a name, are left out. */
  static List<Listed> listed(Config config) {
    NetworkConfig network = config.getNetworkConfig();
    JoinConfig join = network.getJoin();
    return join.getTcpIpConfig().isEnabled()
        ? join.getTcpIpConfig().getMembers().stream()
            .flatMap(SEPARATORS::splitAsStream)
            .filter(member -> !member.isBlank() && !member.contains("*"))
            .map(member -> listed(member, network))
            .toList()
        : List.of();
  }

  private static Listed listed(String member, NetworkConfig network) {
    AddressUtil.AddressHolder holder = AddressUtil.getAddressHolder(member);
    return holder.getPort() > 0
        ? new Listed(holder.getAddress(), holder.getPort(), 1)
        : new Listed(holder.getAddress(), network.getPort(), network.getPortCount());
  }

  /** All that have the name of {@code cluster.dns} just now. */
  static List<Listed> named(Config config) {
    JoinConfig join = config.getNetworkConfig().getJoin();
    if (!join.getKubernetesConfig().isEnabled()) {
      return List.of();
    }
    Map<String, String> properties = join.getKubernetesConfig().getProperties();
    int port = Integer.parseInt(properties.getOrDefault("service-port", "5701"));
    try {
      return Stream.of(InetAddress.getAllByName(properties.getOrDefault("service-dns", "")))
          .map(address -> new Listed(address.getHostAddress(), port, 1))
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  /**
   * Warns of names that nobody knows: the nodes behind them are not found.
   *
   * @throws ClusterException where not one listed member can be looked for
   */
  static void requireKnownNames(Config config) {
    List<Listed> listed = listed(config);
    List<String> unknown = listed.stream().filter(Listed::isUnknown).map(Listed::host).toList();
    if (!unknown.isEmpty() && unknown.size() == listed.size()) {
      throw new ClusterException(
          "cluster.members: no such name is known here: " + String.join(", ", unknown));
    }
    unknown.forEach(
        name ->
            LOG.log(
                System.Logger.Level.WARNING,
                "cluster.members: the name {0} is not known here; looking again every few seconds",
                name));
    if (config.getNetworkConfig().getJoin().getKubernetesConfig().isEnabled()
        && named(config).isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "cluster.dns: the name {0} is not known here, or has no address; this node begins a"
              + " cluster of its own, looks again every few seconds, and joins those it finds",
          config.getNetworkConfig().getJoin().getKubernetesConfig().getProperty("service-dns"));
    }
  }
}
