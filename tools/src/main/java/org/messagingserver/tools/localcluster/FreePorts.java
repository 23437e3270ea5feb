package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds ports of the loopback interface that are not in use. */
public final class FreePorts {
  /** Below the ephemeral ports, above most registered ones. */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int MAX_ATTEMPTS = 1000;

  private FreePorts() {}

  /**
   * Consecutive free ports, chosen at random so that concurrent runs get different ones.
   *
   * @return the first port
   */
  public static int consecutive(int count) {
    return ThreadLocalRandom.current()
        .ints(MAX_ATTEMPTS, FIRST, LAST - count)
        .filter(first -> IntStream.range(first, first + count).allMatch(FreePorts::isFree))
        .findFirst()
        .orElseThrow(() -> new NodesException("no " + count + " free ports in a row"));
  }

  /** Whether a port is free now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
