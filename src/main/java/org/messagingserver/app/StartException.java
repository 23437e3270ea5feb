package org.messagingserver.app;

import io.netty.channel.unix.Errors;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.messagingserver.attachments.AttachmentDirectoryException;
import org.messagingserver.cluster.ClusterException;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.SecretException;
import org.messagingserver.deployment.DeploymentException;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.postgres.PostgresStartException;
import org.messagingserver.postgres.StoreException;
import org.messagingserver.tls.TlsFileException;

/** The server cannot start; the message is one line for the operator. */
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** By Postgres' list of error codes. */
  private static final String NOT_ALLOWED = "42501";

  StartException(String message) {
    super(message, null, false, false);
  }

  /** Explains a failure to listen to the operator. */
  static StartException listening(String section, String host, int port, Throwable failure) {
    String where = section + ".port: port " + port + " on " + host;
    return new StartException(
        isOfBindAtAnyDepth(failure)
            ? where + " is taken or not ours to take"
            : where + " cannot be listened on; look at " + section + ".host");
  }

  /**
   * Likewise for the port on which other nodes bring messages, behind which a start may hang too.
   */
  static StartException busNotListening(int port, Throwable failure) {
    if (failure instanceof TimeoutException) {
      return new StartException("cluster: this node has not become one of it within a minute");
    }
    return new StartException(
        isOfBindAtAnyDepth(failure)
            ? "cluster.busPort: port " + port + " is taken or not ours to take"
            : "cluster: the bus between nodes does not start ("
                + failure.getClass().getSimpleName()
                + ")");
  }

  private static boolean isOfBindAtAnyDepth(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(StartException::isOfBind);
  }

  /** By NIO, or by epoll. */
  private static boolean isOfBind(Throwable failure) {
    return failure instanceof BindException || failure instanceof Errors.NativeIoException;
  }

  /** One line for each thing that kept the server from starting. */
  static List<String> lines(Throwable failure) {
    if (failure instanceof ConfigException settings) {
      return settings.problems().stream()
          .map(configError -> "configuration: " + configError)
          .toList();
    }
    if (failure instanceof TlsFileException files) {
      return files.problems();
    }
    if (failure instanceof StartException
        || failure instanceof EncryptionException
        || failure instanceof SecretException
        || failure instanceof ClusterException
        || failure instanceof DeploymentException
        || failure instanceof AttachmentDirectoryException
        || failure instanceof PostgresStartException) {
      return List.of(failure.getMessage());
    }
    if (failure instanceof StoreException store) {
      return List.of("postgres.uri: " + describe(store));
    }
    return List.of("unexpected failure: " + failure.getClass().getName());
  }

  private static String describe(StoreException failure) {
    return failure.sqlState().equals(NOT_ALLOWED)
        ? "this user may not use a table; conf/grants.sql says what it needs"
        : "a statement of the start failed, " + failure.getMessage();
  }
}
