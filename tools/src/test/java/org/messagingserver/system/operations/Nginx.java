package org.messagingserver.system.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.messagingserver.testkit.Mail;
import org.messagingserver.tools.localcluster.FreePorts;

/** A real nginx with the shipped {@code conf/nginx.conf}, but for places and ports. */
final class Nginx implements AutoCloseable {
  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "nginx")));
  }

  /** In front of these three nodes. */
  static Nginx before(Path directory, List<Integer> nodes) throws IOException {
    int port = FreePorts.consecutive(1);
    String shipped = Files.readString(Path.of("conf", "nginx.conf"));
    for (int node = 0; node < nodes.size(); node++) {
      shipped = replaced(shipped, "172.31.241.1" + (node + 1) + ":8080", at(nodes.get(node)));
    }
    shipped = replaced(shipped, "listen 8080 ", "listen " + at(port) + " ");
    Path file =
        Files.writeString(
            directory.resolve("nginx.conf"), shipped.replace("/tmp/", directory + "/"));
    ProcessBuilder builder =
        new ProcessBuilder(
            "nginx", "-p", directory.toString(), "-c", file.toString(), "-g", "daemon off;");
    builder.environment().merge("PATH", "/usr/sbin", (before, more) -> before + ":" + more);
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    Nginx nginx = new Nginx(process, port);
    Mail.until(nginx::listens);
    return nginx;
  }

  private static String replaced(String text, String part, String other) {
    assertThat(text).contains(part);
    return text.replace(part, other);
  }

  private static String at(int port) {
    return "127.0.0.1:" + port;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + port + "/api");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new UncheckedIOException(new IOException("nginx does not end"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
