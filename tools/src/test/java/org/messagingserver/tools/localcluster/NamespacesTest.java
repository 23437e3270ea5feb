package org.messagingserver.tools.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Needs network namespaces, see {@link Namespaces}. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class NamespacesTest {
  private Namespaces network;
  private final List<Process> processes = new ArrayList<>();
  private Peer one;
  private Peer two;

  /** A node that sends and receives datagrams, in a separate process. */
  private static final class Peer {
    private final String host;
    private final BufferedReader output;
    private final PrintStream input;
    private final List<Integer> received = new ArrayList<>();

    private Peer(String host, Process process) {
      this.host = host;
      this.output = process.inputReader(StandardCharsets.UTF_8);
      this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    private void send(String to, int first, int last) throws IOException {
      input.println(to + " " + first + " " + last);
      for (String line = output.readLine(); !"sent".equals(line); line = output.readLine()) {
        received.add(Integer.valueOf(line));
      }
    }

    /** Waits until it has received this number, and returns all that it received, in order. */
    private List<Integer> receivedUntil(int last) throws IOException {
      while (!received.contains(last)) {
        received.add(Integer.valueOf(output.readLine()));
      }
      return received;
    }
  }

  @BeforeEach
  void open(Vertx vertx) throws InterruptedException, IOException {
    assumeThat(Namespaces.isPossible()).as("network namespaces may be made here").isTrue();
    network = Namespaces.of(vertx, 2);
    network.open();
    one = peer(network.nodeAddresses().get(0));
    two = peer(network.nodeAddresses().get(1));
  }

  private Peer peer(NodeAddress address) throws IOException {
    List<String> words = new ArrayList<>(address.prefix());
    words.add(System.getProperty("java.home") + "/bin/java");
    URL classes = UdpPeer.class.getProtectionDomain().getCodeSource().getLocation();
    words.addAll(List.of("-cp", classes.getPath(), UdpPeer.class.getName(), address.host()));
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    Peer peer = new Peer(address.host(), process);
    assertThat(peer.output.readLine()).isEqualTo("ready");
    return peer;
  }

  @AfterEach
  void close() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void losesPacketsInOneDirectionOnly() throws InterruptedException, IOException {
    network.cutOneWay(1, 2);
    one.send(two.host, 1, 1);
    two.send(one.host, 2, 2);

    assertThat(one.receivedUntil(2)).containsExactly(2);

    network.heal();
    one.send(two.host, 3, 3);
    assertThat(two.receivedUntil(3)).containsExactly(3);
  }

  @Test
  void losesPacketsInBothDirections() throws InterruptedException, IOException {
    network.cut(1, 2);
    one.send(two.host, 1, 1);
    two.send(one.host, 2, 2);
    network.heal();
    one.send(two.host, 3, 3);
    two.send(one.host, 4, 4);

    assertThat(two.receivedUntil(3)).containsExactly(3);
    assertThat(one.receivedUntil(4)).containsExactly(4);
  }

  @Test
  void separatesANodeFromItsClientsAndFromPostgresIndependently()
      throws InterruptedException, IOException {
    String database = network.databaseHost(1).replaceFirst(":\\d+$", "");
    String clients = network.clientsHost();
    try (DatagramSocket atDatabase = socket(database);
        DatagramSocket atClients = socket(clients)) {
      network.cutClients(1);
      one.send(clients, 1, 1);
      one.send(database, 2, 2);
      assertThat(received(atDatabase)).isEqualTo(2);
      answer(atClients, 3);
      answer(atDatabase, 4);
      assertThat(one.receivedUntil(4)).containsExactly(4);
      network.heal();

      network.cutDatabase(1);
      one.send(database, 5, 5);
      one.send(clients, 6, 6);
      assertThat(received(atClients)).isEqualTo(6);
      answer(atDatabase, 7);
      answer(atClients, 8);
      assertThat(one.receivedUntil(8)).containsExactly(4, 8);
      network.heal();

      one.send(database, 9, 9);
      assertThat(received(atDatabase)).isEqualTo(9);
    }
  }

  /**
   * A receiver that is slow on a busy machine misses packets, so this goes on until it has seen.
   */
  @Test
  void losesDuplicatesAndReordersPackets() throws InterruptedException, IOException {
    int count = 500;
    int last = 0;
    boolean lost = false;
    boolean doubled = false;
    boolean overtaken = false;
    while (!(lost && doubled && overtaken)) {
      int before = two.received.size();
      network.impair(1, new LinkImpairment(10, 10, 10, 500));
      one.send(two.host, last + 1, last + count);
      network.heal();
      last += count + 1;
      one.send(two.host, last, last);

      List<Integer> received = two.receivedUntil(last);
      List<Integer> round = received.subList(before, received.size());
      int unique = new HashSet<>(round).size();
      lost |= unique <= count;
      doubled |= round.size() > unique;
      overtaken |= IntStream.range(1, round.size()).anyMatch(i -> round.get(i) < round.get(i - 1));
    }
  }

  private static DatagramSocket socket(String host) throws IOException {
    return new DatagramSocket(UdpPeer.PORT, InetAddress.getByName(host));
  }

  private static int received(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
    socket.receive(packet);
    return Integer.parseInt(
        new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).trim());
  }

  private void answer(DatagramSocket from, int number) throws IOException {
    byte[] bytes = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    from.send(
        new DatagramPacket(bytes, bytes.length, InetAddress.getByName(one.host), UdpPeer.PORT));
  }
}
