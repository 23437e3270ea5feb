package org.messagingserver.client;

import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** An attempt to connect has failed; the cause, if present, is the failure that Vert.x reported. */
public final class ConnectFailedException extends ClientException {
  private static final long serialVersionUID = 1;

  ConnectFailedException(String why) {
    super(why);
  }

  ConnectFailedException(String why, Throwable cause) {
    super(why, cause);
  }

  ConnectFailedException(Throwable cause) {
    super(describe(cause), cause);
  }

  private static String describe(Throwable failure) {
    if (failure instanceof UpgradeRejectedException rejected) {
      return "HTTP status " + rejected.getStatus() + " instead of a WebSocket";
    }
    if (failure instanceof WebSocketHandshakeException
        && failure.getMessage().startsWith("Invalid subprotocol")) {
      return "the server does not speak the version of the protocol";
    }
    if (failure instanceof UnknownHostException) {
      return "the host name is unknown";
    }
    if (failure instanceof ConnectException) {
      return "the connection was refused";
    }
    if (failure instanceof TimeoutException) {
      return "no answer in time";
    }
    return failure instanceof SSLException ? describeTls(failure) : "failed: " + failure;
  }

  private static String describeTls(Throwable failure) {
    boolean isCertificate =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .anyMatch(cause -> cause instanceof CertificateException);
    return isCertificate
        ? "the server's certificate is not trusted: " + failure.getMessage()
        : "the TLS handshake failed: " + failure.getMessage();
  }
}
