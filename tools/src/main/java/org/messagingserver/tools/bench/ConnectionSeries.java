package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.messagingserver.tools.bench.ConnectionOptions.Transport;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.localcluster.Memory;

/**
 * Opens more and more idle connections, of users that have logged in, and measures the memory of
 * their servers at each count. There are as many servers as the limit of open files makes
 * necessary, each with its share. A server gives back memory that it does not use, so what is
 * resident is what it needs.
 */
final class ConnectionSeries implements AutoCloseable {
  private static final List<String> GIVES_MEMORY_BACK =
      List.of("-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

  /** An address from which a client connects has no more ports for one server. */
  private static final int CONNECTIONS_PER_ADDRESS = 25_000;

  private static final int ADDRESSES = 250;

  private final List<ChildProcess> servers = new ArrayList<>();
  private final List<IdleClients> clients = new ArrayList<>();
  private final Consumer<String> progress;
  private int open;

  private ConnectionSeries(
      List<ChildProcess> servers, List<IdleClients> clients, Consumer<String> progress) {
    this.servers.addAll(servers);
    this.clients.addAll(clients);
    this.progress = progress;
  }

  /**
   * Starts servers and clients.
   *
   * @param most the largest number of connections that is to be measured
   */
  static ConnectionSeries start(
      BenchmarkEnvironment environment,
      int most,
      Transport transport,
      Path jdk,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    int perProcess = OpenFiles.maxConnections();
    String configuration =
        environment
            .configurations()
            .idleConnections(
                transport == Transport.TLS
                    ? Optional.of(environment.certificate())
                    : Optional.empty());
    List<ChildProcess> servers = new ArrayList<>();
    List<IdleClients> clients = new ArrayList<>();
    int perServer = ceiling(most, ceiling(most, perProcess));
    int clientsPerServer = ceiling(perServer, Math.min(perProcess, CONNECTIONS_PER_ADDRESS));
    while (servers.size() < ceiling(most, perServer)) {
      ChildProcess server = environment.start(jdk, options(jdk), List.of("-conf", configuration));
      servers.add(server);
      for (int number = 0; number < clientsPerServer; number++) {
        clients.add(IdleClients.start(server.uri(), source(clients.size())));
      }
    }
    return new ConnectionSeries(servers, clients, progress);
  }

  /** Options of the packages of the server, where the JDK has them. */
  private static List<String> options(Path jdk) throws IOException {
    List<String> options = new ArrayList<>(GIVES_MEMORY_BACK);
    if (JdkRelease.of(jdk).hasCompactHeaders()) {
      options.add("-XX:+UseCompactObjectHeaders");
    }
    return options;
  }

  private static String source(int client) {
    return "127.0." + (1 + client / ADDRESSES) + "." + (1 + client % ADDRESSES);
  }

  static int ceiling(int count, int divisor) {
    return (int) (((long) count + divisor - 1) / divisor);
  }

  int servers() {
    return servers.size();
  }

  /** The memory of all servers together, with so many connections; no fewer than before. */
  ConnectionMemory measure(int count) throws IOException, InterruptedException {
    int more = count - open;
    for (int index = 0; index < clients.size(); index++) {
      int upTo = (int) ((index + 1L) * more / clients.size());
      clients.get(index).begin(upTo - (int) ((long) index * more / clients.size()));
    }
    for (IdleClients some : clients) {
      some.await();
    }
    open = count;
    check();
    long heap = 0;
    long resident = 0;
    for (ChildProcess server : servers) {
      Memory memory = settled(server);
      heap += memory.heap();
      resident += memory.resident();
    }
    check();
    progress.accept(count + " are open");
    return new ConnectionMemory(count, heap, resident, KernelMemory.read());
  }

  /** One collection frees the heap; the JVM gives all of that back only at the next. */
  private static Memory settled(ChildProcess server) throws InterruptedException {
    server.memory();
    return server.memory();
  }

  /** Else the memory of fewer would count as that of all. */
  private void check() throws IOException {
    int held = 0;
    for (ChildProcess server : servers) {
      held += ServerSockets.connections(server.uri().getPort());
    }
    if (held < open) {
      throw new LoadException("the servers have only " + held + " of " + open + " connections");
    }
  }

  @Override
  public void close() {
    clients.forEach(IdleClients::close);
    servers.forEach(ChildProcess::close);
  }
}
