package org.messagingserver.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Carries TCP connections to another port of this machine, keeps all that passes, and can cut them.
 */
public final class Wiretap implements AutoCloseable {
  private final ServerSocket listening;
  private final InetAddress seenAs;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<ByteArrayOutputStream> flows = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  private Wiretap(ServerSocket listening, InetAddress seenAs, int target) {
    this.listening = listening;
    this.seenAs = seenAs;
    this.target = target;
  }

  /** Taps the way to a port. */
  public static Wiretap before(int target) {
    return before(target, InetAddress.getLoopbackAddress());
  }

  /** The same, and comes from this address of this machine to it. */
  public static Wiretap before(int target, InetAddress seenAs) {
    try {
      ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
      Wiretap tap = new Wiretap(listening, seenAs, target);
      start(tap::accept);
      return tap;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "wiretap");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        sockets.add(near);
        start(() -> connect(near));
      } catch (IOException closed) {
        // The loop looks whether it was the listening socket.
      }
    }
  }

  /** The near end is known before it is asked whether to cut it, and so is the far one. */
  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target, seenAs, 0);
      sockets.add(far);
      if (away) {
        cut();
      }
      start(() -> carry(far, near));
      carry(near, far);
    } catch (IOException nobodyThere) {
      close(near);
    }
  }

  private void carry(Socket from, Socket to) {
    ByteArrayOutputStream flow = new ByteArrayOutputStream();
    flows.add(flow);
    byte[] bytes = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        flow.write(bytes, 0, count);
        out.write(bytes, 0, count);
      }
    } catch (IOException broken) {
      // It ends at both ends, as below.
    }
    close(from);
    close(to);
  }

  private void close(Socket socket) {
    try {
      sockets.remove(socket);
      socket.close();
    } catch (IOException ignored) {
      // It is closed all the same.
    }
  }

  /** All that has passed so far: for each connection what went there, and what came back. */
  public List<byte[]> taken() {
    return flows.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  /** How many bytes have passed so far. */
  public long size() {
    return flows.stream().mapToLong(ByteArrayOutputStream::size).sum();
  }

  /** Breaks every connection, and each that is tried. */
  public void goAway() {
    away = true;
    cut();
  }

  private void cut() {
    sockets.forEach(this::close);
  }

  /** Takes connections again. */
  public void comeBack() {
    away = false;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException ignored) {
      // It is closed all the same.
    }
    cut();
  }
}
