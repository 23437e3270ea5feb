package org.messagingserver.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds a port that is taken before anything is made that a start would leave behind. */
final class Ports {
  private Ports() {}

  /**
   * Listens on each configured port for a moment. Blocks.
   *
   * @throws StartException where one is taken
   */
  static Void requireFree(Configuration configuration) {
    var http = configuration.http();
    var admin = configuration.admin();
    require("http", http.host(), http.port());
    require("admin", admin.host(), admin.port());
    return null;
  }

  private static void require(String section, String host, int port) {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException taken) {
      throw StartException.listening(section, host, port, taken);
    }
  }
}
