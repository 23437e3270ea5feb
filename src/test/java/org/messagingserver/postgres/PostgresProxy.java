package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.messagingserver.postgres.ProxiedConnection.Fate;

/**
 * Stands between a server and Postgres, and does to their connections what networks and machines
 * do. It follows the protocol closely enough to tell statements by a part of their SQL, which
 * {@code TcpProxy} of the tools, for any other connection, does not.
 *
 * <p>Source: PostgreSQL, chapter "Frontend/Backend Protocol".
 */
public final class PostgresProxy implements AutoCloseable {
  private final PgConnectOptions target;
  private final String uri;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final List<String> executed = new CopyOnWriteArrayList<>();
  private final Queue<Doom> dooms = new ArrayDeque<>();
  private final Gate statements = new Gate();
  private final Gate answers = new Gate();
  private final Gate held = new Gate();
  private final ServerSocket listening;
  private volatile boolean away;
  private volatile boolean silent;
  private volatile String heldPart;

  private record Doom(String part, Fate fate) {}

  /**
   * @param uri the database behind it
   */
  public PostgresProxy(String uri) {
    this(uri, 0);
  }

  /** On a port that was free until now. */
  PostgresProxy(String uri, int port) {
    this.target = ConnectionUri.options(uri);
    this.listening = listen(port);
    this.uri = through(uri, listening.getLocalPort());
    start("accepting", this::accept);
  }

  /** Where a database will seem to be whose proxy listens on this port. */
  static String through(String uri, int port) {
    PgConnectOptions target = ConnectionUri.options(uri);
    return uri.replace(target.getHost() + ":" + target.getPort(), "127.0.0.1:" + port);
  }

  /** Where the database seems to be. */
  public String uri() {
    return uri;
  }

  /** How many statements with this part were sent on to the database. */
  public long executed(String part) {
    return executed.stream().filter(sql -> sql.contains(part)).count();
  }

  /** The next statement with this part is committed, but its answer is lost with the connection. */
  public void loseAnswerOf(String part) {
    doom(part, Fate.LOSE_ANSWER);
  }

  /** The next statement with this part is lost with the connection, before the database sees it. */
  public void lose(String part) {
    doom(part, Fate.LOSE);
  }

  private synchronized void doom(String part, Fate fate) {
    dooms.add(new Doom(part, fate));
  }

  /** Whether everything that was to be lost has been lost. */
  public synchronized boolean isDone() {
    return dooms.isEmpty();
  }

  /** What is to become of a statement about to be executed. */
  synchronized Fate fateOf(String sql) {
    Optional<Doom> doom = dooms.stream().filter(one -> sql.contains(one.part)).findFirst();
    doom.ifPresent(dooms::remove);
    Fate fate = doom.map(Doom::fate).orElse(Fate.PASS);
    if (fate != Fate.LOSE) {
      executed.add(sql);
    }
    return fate;
  }

  Gate statements() {
    return statements;
  }

  Gate answers() {
    return answers;
  }

  void ended(ProxiedConnection connection) {
    connections.remove(connection);
  }

  /** No statement passes any more; connections stay as they are. */
  public void stall() {
    statements.close();
  }

  /** Statements pass, and no answer does any more; connections stay as they are. */
  void fallSilent() {
    silent = true;
  }

  boolean isSilent() {
    return silent;
  }

  /** Statements with this part wait until {@link #flow}, or until they are let through. */
  public void hold(String part) {
    held.close();
    heldPart = part;
  }

  /** Lets so many of these through, now or when they come. */
  public void letThrough(int statements) {
    held.letThrough(statements);
  }

  /** How many of these wait just now. */
  public int heldBack() {
    return held.waiting();
  }

  /** A statement is about to be executed. */
  void holdBack(String sql) {
    String part = heldPart;
    if (part != null && sql.contains(part)) {
      held.pass();
    }
  }

  /** The next statement with this part is committed, but its answer waits until {@link #flow}. */
  public void holdAnswerOf(String part) {
    answers.close();
    doom(part, Fate.HOLD_ANSWER);
  }

  /** Whether something is held back; where it is an answer, the database is done with it. */
  public boolean isHolding() {
    return statements.isWaitedAt() || answers.isWaitedAt();
  }

  /** What was held back goes on. */
  public void flow() {
    statements.open();
    answers.open();
    heldPart = null;
    held.open();
  }

  /** Breaks every connection. */
  public void cut() {
    connections.forEach(ProxiedConnection::close);
  }

  /** Breaks every connection, and each that is tried. */
  public void goAway() {
    away = true;
    cut();
  }

  /** Takes connections again. */
  public void comeBack() {
    away = false;
  }

  /** Ends all that was done to connections, or was still to be. */
  public synchronized void heal() {
    dooms.clear();
    flow();
    comeBack();
  }

  private static ServerSocket listen(int port) {
    try {
      return new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        carry(new ProxiedConnection(this, client, new Socket(target.getHost(), target.getPort())));
      } catch (IOException closed) {
        // The loop looks whether it was the listening socket.
      }
    }
  }

  /** It is known before it is asked whether to cut it, so none slips through {@link #goAway}. */
  private void carry(ProxiedConnection connection) {
    connections.add(connection);
    if (away) {
      connection.close();
    } else {
      start("to the database", connection::carryStatements);
      start("to the server", connection::carryAnswers);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, "proxy " + name);
    thread.setDaemon(true);
    thread.start();
  }

  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException ignored) {
      // It is closed all the same.
    }
  }

  static BufferedOutputStream buffered(Socket socket) throws IOException {
    return new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  @Override
  public void close() {
    closeQuietly(listening);
    cut();
    flow();
  }

  /** Lets what comes pass, or wait. */
  static final class Gate {
    private boolean closed;
    private int waiting;
    private int passes;

    synchronized void close() {
      closed = true;
    }

    synchronized void open() {
      closed = false;
      passes = 0;
      notifyAll();
    }

    synchronized void pass() {
      waiting++;
      while (closed && passes == 0) {
        try {
          wait();
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }
      waiting--;
      passes = Math.max(0, passes - 1);
    }

    synchronized void letThrough(int more) {
      passes += more;
      notifyAll();
    }

    synchronized int waiting() {
      return waiting;
    }

    synchronized boolean isWaitedAt() {
      return waiting > 0;
    }
  }
}
