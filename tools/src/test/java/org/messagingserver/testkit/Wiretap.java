package org.messagingserver.testkit;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.messagingserver.tools.localcluster.TcpProxy;

/** Taps the way to a port of this machine: keeps all that passes, and can cut it. */
public final class Wiretap implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final List<ByteArrayOutputStream> flows = new CopyOnWriteArrayList<>();
  private final TcpProxy way;

  private Wiretap(Vertx vertx, NetClientOptions far, int target) {
    this.way = await(TcpProxy.listen(vertx, HOST, far, HOST, target, this::newFlow));
  }

  /** Taps the way to a port. */
  public static Wiretap before(Vertx vertx, int target) {
    return new Wiretap(vertx, new NetClientOptions(), target);
  }

  /** The same, and comes from this address of this machine to it. */
  public static Wiretap before(Vertx vertx, int target, InetAddress seenAs) {
    return new Wiretap(
        vertx, new NetClientOptions().setLocalAddress(seenAs.getHostAddress()), target);
  }

  private Handler<Buffer> newFlow() {
    ByteArrayOutputStream flow = new ByteArrayOutputStream();
    flows.add(flow);
    return bytes -> flow.writeBytes(bytes.getBytes());
  }

  /** Where it listens. */
  public int port() {
    return way.port();
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
    way.block();
  }

  /** Takes connections again. */
  public void comeBack() {
    way.unblock();
  }

  @Override
  public void close() {
    await(way.close());
  }
}
