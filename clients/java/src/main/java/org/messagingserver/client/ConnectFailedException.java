package org.messagingserver.client;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * An attempt to connect has failed; the cause, if present, is the failure that the transport
 * reported.
 */
public final class ConnectFailedException extends ClientException {
  private static final long serialVersionUID = 1;

  ConnectFailedException(String why) {
    super(why);
  }

  ConnectFailedException(String why, Throwable cause) {
    super(why, cause);
  }

  /** The server has answered a request for a WebSocket with this status. */
  public static ConnectFailedException httpStatus(int status, Throwable cause) {
    return new ConnectFailedException("HTTP status " + status + " instead of a WebSocket", cause);
  }

  /** The server did not agree to the subprotocol. */
  public static ConnectFailedException wrongVersion(Throwable cause) {
    return new ConnectFailedException(
        "the server does not speak the version of the protocol", cause);
  }

  /** A failure of the network or of TLS. */
  public static ConnectFailedException of(Throwable cause) {
    return new ConnectFailedException(describe(cause), cause);
  }

  private static String describe(Throwable failure) {
    if (failure instanceof UnknownHostException) {
      return "the host name is unknown";
    }
    if (failure instanceof ConnectException) {
      return "the connection was refused";
    }
    if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    return failure instanceof SSLException ? describeTls(failure) : "failed: " + failure;
  }

  private static String describeTls(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return "the server's certificate is not trusted: " + failure.getMessage();
      }
    }
    return "the TLS handshake failed: " + failure.getMessage();
  }
}
