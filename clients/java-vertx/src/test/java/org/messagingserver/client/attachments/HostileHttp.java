package org.messagingserver.client.attachments;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Answers each request with the bytes that a test likes, as long as the client stays. */
final class HostileHttp {
  private static final Buffer FLOOD = Buffer.buffer(new byte[16_384]);
  private static final long PATIENCE_SECONDS = 60;

  /** What happens once the head of a request has arrived. */
  interface Answer {
    void to(Connection connection);
  }

  private final Vertx vertx;
  private final NetServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Semaphore closed = new Semaphore(0);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong flooded = new AtomicLong();
  private volatile boolean isFull;

  HostileHttp(Vertx vertx, Answer answer) throws Exception {
    this.vertx = vertx;
    this.server = vertx.createNetServer().connectHandler(socket -> accept(socket, answer));
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
  }

  private void accept(NetSocket socket, Answer answer) {
    open.incrementAndGet();
    Connection connection = new Connection(socket);
    socket.exceptionHandler(reset -> {});
    socket.closeHandler(end -> connection.closed());
    Buffer head = Buffer.buffer();
    socket.handler(
        bytes -> {
          if (head.appendBuffer(bytes).toString(ISO_8859_1).contains("\r\n\r\n")) {
            socket.handler(ignored -> {});
            requests.add(head.toString(ISO_8859_1));
            answer.to(connection);
          }
        });
  }

  /** One request, whose head has arrived. */
  final class Connection {
    private final NetSocket socket;
    private boolean isClosed;

    Connection(NetSocket socket) {
      this.socket = socket;
    }

    private void closed() {
      isClosed = true;
      open.decrementAndGet();
      closed.release();
    }

    /** Which request this is, from 1. */
    int number() {
      return requests.size();
    }

    Connection send(String text) {
      return send(Buffer.buffer(text, ISO_8859_1.name()));
    }

    Connection send(Buffer bytes) {
      socket.write(bytes);
      return this;
    }

    Connection head(int status, String... headers) {
      String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      return send("HTTP/1.1 " + status + " As It Likes\r\n" + lines + "\r\n");
    }

    void close() {
      socket.close();
    }

    /** Reads nothing more. */
    void ignore() {
      socket.pause();
    }

    /** Sends this again and again, as fast as the client reads. */
    void flood(Buffer bytes) {
      isFull = socket.writeQueueFull();
      if (isFull) {
        socket.drainHandler(room -> flood(bytes));
      } else if (!isClosed) {
        flooded.addAndGet(bytes.length());
        socket.write(bytes);
        vertx.runOnContext(next -> flood(bytes));
      }
    }

    void flood() {
      flood(FLOOD);
    }

    /** Sends this again and again, and lets the client wait in between. */
    void drip(String text) {
      if (!isClosed) {
        socket.write(text);
        vertx.setTimer(20, due -> drip(text));
      }
    }
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + server.actualPort() + "/api");
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.actualPort() + path;
  }

  List<String> requests() {
    return requests;
  }

  /** The bytes of floods that the client, or the network between, has taken. */
  long flooded() {
    return flooded.get();
  }

  boolean isFull() {
    return isFull;
  }

  /** Waits until the client has left a connection, and has none. */
  void awaitLeft() throws InterruptedException {
    do {
      if (!closed.tryAcquire(PATIENCE_SECONDS, SECONDS)) {
        throw new AssertionError("the client is still there");
      }
    } while (open.get() > 0);
  }
}
