package org.messagingserver.tools.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The command {@code bench idle-connections}: clients that log in and then do nothing. Each line on
 * its input is a number of connections to open, and it prints how many are open then. It keeps a
 * socket for each, and no state of TLS: what it takes of the machine is little beside the server's.
 */
public final class IdleConnections {
  private static final int THREADS = 4;
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 1000;

  private final URI server;
  private final String source;
  private final boolean isTls;
  private final SSLSocketFactory tls;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<Socket> open = new ArrayList<>();

  private IdleConnections(URI server, String source) throws GeneralSecurityException {
    this.server = server;
    this.source = source;
    this.isTls = server.getScheme().equals("wss");
    this.tls = TrustingTls.sockets();
  }

  /**
   * Runs until its input ends; returns the exit code of the process.
   *
   * @param words URI of the server, and the address to connect from
   */
  public static int run(List<String> words)
      throws IOException, GeneralSecurityException, InterruptedException {
    IdleConnections connections = new IdleConnections(URI.create(words.get(0)), words.get(1));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      System.out.println(connections.open(Integer.parseInt(line)));
    }
    connections.threads.shutdownNow();
    return 0;
  }

  /** Opens so many more; returns how many are open, or the reason why not. */
  private String open(int count) throws InterruptedException {
    List<Future<Socket>> opening = new ArrayList<>(count);
    for (int number = open.size(); opening.size() < count; number++) {
      int mine = number;
      opening.add(threads.submit(() -> connect(mine)));
    }
    try {
      for (Future<Socket> socket : opening) {
        open.add(socket.get());
      }
      return Integer.toString(open.size());
    } catch (ExecutionException failed) {
      return failed.getCause().toString();
    }
  }

  /** As clients do, it tries again where the server has no room for a moment. */
  private Socket connect(int number) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Socket socket = new Socket();
      try {
        logIn(socket, number);
        return socket;
      } catch (IOException refused) {
        socket.close();
        if (attempt == ATTEMPTS) {
          throw refused;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private void logIn(Socket socket, int number) throws IOException {
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    IdleConnection.logIn(isTls ? handshake(socket, number) : socket, server);
  }

  /** Under its own name, so that no session is resumed: each is a user's first. */
  private Socket handshake(Socket socket, int number) throws IOException {
    SSLSocket over = (SSLSocket) tls.createSocket(socket, "user" + number, 0, false);
    over.startHandshake();
    return over;
  }
}
