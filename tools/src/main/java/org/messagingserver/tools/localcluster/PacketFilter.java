package org.messagingserver.tools.localcluster;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Programs for the {@code bpf} classifier of {@code tc}, as text: they decide about each packet.
 */
final class PacketFilter {
  /** Result of a program for {@code bpf da}: the packet is lost without an error. */
  static final long LOSE = 2;

  /** Result of a program for {@code bpf da}: the next filter decides. */
  static final long CONTINUE = 0xffff_ffffL;

  /** Result of a program for {@code bpf} without {@code da}: the filter's action applies. */
  static final long MATCH = 0xffff_ffffL;

  /** Result of a program for {@code bpf} without {@code da}: the filter does not apply. */
  static final long NO_MATCH = 0;

  private static final int ETHERTYPE = 12;
  private static final int IPV4 = 0x800;
  private static final int SOURCE = 26;
  private static final int DESTINATION = 30;

  /** Loads a random number instead of bytes of the packet: SKF_AD_OFF + SKF_AD_RANDOM. */
  private static final long RANDOM = 0xffff_f038L;

  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_AT_LEAST = 0x35;
  private static final int RETURN = 0x06;

  private PacketFilter() {}

  /** Loses the packets from an IPv4 address. */
  static String loseFrom(String address) {
    return loseIf(SOURCE, address);
  }

  /** Loses the packets to an IPv4 address. */
  static String loseTo(String address) {
    return loseIf(DESTINATION, address);
  }

  private static String loseIf(int offset, String address) {
    return program(
        instruction(LOAD_HALF, 0, 0, ETHERTYPE),
        instruction(JUMP_IF_EQUAL, 0, 3, IPV4),
        instruction(LOAD_WORD, 0, 0, offset),
        instruction(JUMP_IF_EQUAL, 0, 1, number(address)),
        instruction(RETURN, 0, 0, LOSE),
        instruction(RETURN, 0, 0, CONTINUE));
  }

  /**
   * Returns one result for this share of all packets, chosen at random, and another for the rest.
   */
  static String atRandom(int percent, long result, long otherwise) {
    return program(
        instruction(LOAD_WORD, 0, 0, RANDOM),
        instruction(JUMP_IF_AT_LEAST, 1, 0, 0xffff_ffffL / 100 * percent),
        instruction(RETURN, 0, 0, result),
        instruction(RETURN, 0, 0, otherwise));
  }

  private static long number(String address) {
    return Stream.of(address.split("\\."))
        .mapToLong(Long::parseLong)
        .reduce(0, (a, b) -> a << 8 | b);
  }

  private static String instruction(int code, int ifTrue, int ifFalse, long operand) {
    return code + " " + ifTrue + " " + ifFalse + " " + operand;
  }

  private static String program(String... instructions) {
    return Stream.concat(
            Stream.of(Integer.toString(instructions.length)), List.of(instructions).stream())
        .collect(Collectors.joining(","));
  }
}
