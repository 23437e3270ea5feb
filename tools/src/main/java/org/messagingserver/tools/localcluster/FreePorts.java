package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports of the loopback interface that nobody listens on. */
public final class FreePorts {
  /** Below those that systems give to outgoing connections, above most that have a name. */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int TRIES = 1000;

  private FreePorts() {}

  /**
   * So many free ports in a row, chosen at random so that two runs at a time do not meet.
   *
   * @return the first of them
   */
  public static int inARow(int count) {
    return ThreadLocalRandom.current()
        .ints(TRIES, FIRST, LAST - count)
        .filter(first -> IntStream.range(first, first + count).allMatch(FreePorts::isFree))
        .findFirst()
        .orElseThrow(() -> new NodesException("no " + count + " free ports in a row"));
  }

  /** Whether it is free just now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket =
        new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
