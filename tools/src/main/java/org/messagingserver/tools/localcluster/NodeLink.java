package org.messagingserver.tools.localcluster;

import java.util.Locale;

/**
 * The link of one node to the bridge, as shell commands: a pair of virtual devices, {@code device}
 * at the bridge and {@code eth0} in the node's network namespace. Packets are lost without an
 * error.
 */
final class NodeLink {
  /**
   * Bytes per millisecond of the queue in which packets are delayed, and the same for {@code tc}.
   */
  private static final int SLOW_BYTES_PER_MILLI = 32;

  private static final String SLOW_RATE = "256kbit";
  private static final int SLOW_CLASS = 0x1_0001;

  private final String namespace;
  private final String device;

  NodeLink(String namespace, String device) {
    this.namespace = namespace;
    this.device = device;
  }

  /** Commands that fail if this machine cannot impair links. */
  static String trial(String device) {
    return String.format(
        Locale.ROOT,
        """
        tc qdisc add dev %1$s clsact
        tc filter add dev %1$s ingress bpf da bytecode '%2$s'
        tc filter add dev %1$s egress bpf bytecode '%3$s' action mirred egress mirror dev %1$s
        tc qdisc add dev %1$s root handle 1: htb
        """,
        device,
        PacketFilter.loseTo("10.0.0.1"),
        PacketFilter.atRandom(1, PacketFilter.MATCH, PacketFilter.NO_MATCH));
  }

  /** Creates the namespace and the link. */
  String create(String bridge, String address) {
    return String.format(
        Locale.ROOT,
        """
        ip netns add %1$s
        ip link add %2$s type veth peer name eth0 netns %1$s
        ip link set %2$s master %3$s up
        ip -n %1$s addr add %4$s/24 dev eth0
        ip -n %1$s link set lo up
        ip -n %1$s link set eth0 up
        tc qdisc add dev %2$s clsact
        tc -n %1$s qdisc add dev eth0 clsact
        """,
        namespace,
        device,
        bridge,
        address);
  }

  /** Loses all packets from this node to an address. */
  String loseTo(String address) {
    return lose("ingress", PacketFilter.loseTo(address));
  }

  /** Loses all packets from an address to this node. */
  String loseFrom(String address) {
    return lose("egress", PacketFilter.loseFrom(address));
  }

  private String lose(String direction, String program) {
    return "tc filter add dev %s %s bpf da bytecode '%s'\n".formatted(device, direction, program);
  }

  /** Impairs both directions. */
  String impair(LinkImpairment how) {
    return impair("tc", device, how) + impair("tc -n " + namespace, "eth0", how);
  }

  private static String impair(String tc, String device, LinkImpairment how) {
    return String.format(
        Locale.ROOT,
        """
        %1$s filter add dev %2$s egress pref 1 bpf da bytecode '%3$s'
        %1$s filter add dev %2$s egress pref 2 bpf bytecode '%4$s' action mirred egress mirror dev %2$s
        %1$s qdisc replace dev %2$s root handle 1: htb
        %1$s class add dev %2$s parent 1: classid 1:1 htb rate %6$s burst 2k
        %1$s qdisc add dev %2$s parent 1:1 bfifo limit %7$d
        %1$s filter add dev %2$s parent 1: bpf bytecode '%5$s'
        """,
        tc,
        device,
        PacketFilter.atRandom(how.lostPercent(), PacketFilter.LOSE, PacketFilter.CONTINUE),
        PacketFilter.atRandom(how.duplicatedPercent(), PacketFilter.MATCH, PacketFilter.NO_MATCH),
        PacketFilter.atRandom(how.delayedPercent(), SLOW_CLASS, PacketFilter.NO_MATCH),
        SLOW_RATE,
        how.maxDelayMillis() * SLOW_BYTES_PER_MILLI);
  }

  /** Removes the effects of all commands above, except for those of {@link #create}. */
  String repair() {
    return repair("tc", device) + repair("tc -n " + namespace, "eth0");
  }

  private static String repair(String tc, String device) {
    return String.format(
        Locale.ROOT,
        """
        %1$s filter del dev %2$s ingress
        %1$s filter del dev %2$s egress
        %1$s qdisc replace dev %2$s root noqueue
        """,
        tc,
        device);
  }
}
