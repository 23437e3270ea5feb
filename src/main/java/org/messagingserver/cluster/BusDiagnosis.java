package org.messagingserver.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.spi.cluster.NodeInfo;
import java.net.ConnectException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Connects to another node's event bus as this one's does, to say in words why that fails. */
final class BusDiagnosis {
  private static final int CONNECT_MILLIS = 2000;

  /** In TLS 1.3 a server refuses a client's certificate when that takes itself for connected. */
  private static final long REFUSAL_MILLIS = 1000;

  /** The length of a message that never comes; where TLS is spoken, no record of it. */
  private static final Buffer BEGINNING = Buffer.buffer(new byte[] {0, 0, 1, 0, 0});

  private final Vertx vertx;
  private final boolean tls;
  private final NetClientOptions options;

  BusDiagnosis(Vertx vertx, EventBusOptions bus) {
    this.vertx = vertx;
    this.tls = bus.isSsl();
    this.options =
        new NetClientOptions(bus.toJson())
            .setHostnameVerificationAlgorithm("")
            .setConnectTimeout(CONNECT_MILLIS);
    options.setSslHandshakeTimeout(CONNECT_MILLIS / 1000);
  }

  /** The cause; succeeds in any case. */
  Future<String> cause(NodeInfo at) {
    NetClient client = vertx.createNetClient(options);
    return client
        .connect(at.port(), at.host())
        .compose(this::connected)
        .otherwise(this::cause)
        .eventually(client::close);
  }

  private Future<String> connected(NetSocket socket) {
    Promise<String> cause = Promise.promise();
    socket.exceptionHandler(failure -> cause.tryComplete(cause(failure)));
    socket.closeHandler(
        closed ->
            cause.tryComplete(
                tls
                    ? "it refuses this node's certificate, or is of another cluster.tls.ca"
                    : "it closes connections without TLS, so it has cluster.tls and this one not"));
    vertx.setTimer(
        REFUSAL_MILLIS,
        due -> cause.tryComplete("it can be connected to, but its answers do not come back"));
    if (!tls) {
      socket.write(BEGINNING);
    }
    return cause.future();
  }

  private String cause(Throwable failure) {
    if (isOf(failure, CertificateException.class)
        || isOf(failure, CertPathValidatorException.class)) {
      return "its certificate is not valid, or not of this node's cluster.tls.ca";
    }
    if (isOf(failure, ConnectException.class) && !isOf(failure, TimeoutException.class)) {
      return isTimeout(failure) ? silent() : "it refuses connections";
    }
    if (tls && isTimeout(failure)) {
      return "it takes connections but speaks no TLS, so this node has cluster.tls and it not";
    }
    return isOf(failure, SSLException.class)
        ? "it refuses this node's certificate, or TLS fails otherwise"
        : silent();
  }

  private static String silent() {
    return "connections to it are not answered, as behind a firewall";
  }

  /** Netty's own is a ConnectException, that of a handshake an SSLException. */
  private static boolean isTimeout(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(cause -> cause.getClass().getSimpleName().contains("Timeout"));
  }

  private static boolean isOf(Throwable failure, Class<? extends Throwable> kind) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(kind::isInstance);
  }
}
