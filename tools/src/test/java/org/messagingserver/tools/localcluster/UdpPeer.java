package org.messagingserver.tools.localcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that prints each number that it receives in a datagram, and sends those that its
 * standard input names: an address, the first number and the last.
 */
final class UdpPeer {
  static final int PORT = 9_000;

  /** More at once would not fit into the receiver's buffer. */
  private static final int BURST = 20;

  private static final long PAUSE_NANOS = 2_000_000;

  private UdpPeer() {}

  public static void main(String... arguments) throws IOException {
    InetAddress own = InetAddress.getByName(arguments[0]);
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(own, PORT));
        BufferedReader input =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Thread receiver = new Thread(() -> receive(socket));
      receiver.setDaemon(true);
      receiver.start();
      System.out.println("ready");
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        String[] words = line.split(" ", -1);
        send(socket, words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        System.out.println("sent");
      }
    }
  }

  private static void receive(DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
    try {
      while (true) {
        socket.receive(packet);
        String text =
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).trim();
        System.out.println(text);
      }
    } catch (IOException closed) {
      // The standard input has ended.
    }
  }

  private static void send(DatagramSocket socket, String host, int first, int last)
      throws IOException {
    InetSocketAddress to = new InetSocketAddress(InetAddress.getByName(host), PORT);
    for (int number = first; number <= last; number++) {
      byte[] bytes = String.format(Locale.ROOT, "%-200d", number).getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(bytes, bytes.length, to));
      if (number % BURST == 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
