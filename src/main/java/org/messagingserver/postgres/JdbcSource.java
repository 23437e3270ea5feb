package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** The same database over JDBC, which migrations want. */
final class JdbcSource {
  private static final int CONNECT_SECONDS = 10;

  private JdbcSource() {}

  static DataSource of(PgConnectOptions options, Optional<Path> rootCertificate) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {options.getHost()});
    source.setPortNumbers(new int[] {options.getPort()});
    source.setDatabaseName(options.getDatabase());
    source.setUser(options.getUser());
    source.setPassword(options.getPassword());
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setTcpKeepAlive(true);
    source.setApplicationName("messaging-server migrations");
    source.setCurrentSchema(options.getProperties().get("search_path"));
    if (options.getUseLayer7Proxy()) {
      source.setPrepareThreshold(0);
    }
    if (options instanceof ResolvedAddressOptions reached) {
      source.setSocketFactory(FixedAddressSocketFactory.class.getName());
      source.setSocketFactoryArg(reached.address().getHostAddress());
    }
    secure(source, options.getSslMode(), rootCertificate);
    return source;
  }

  private static void secure(PGSimpleDataSource source, SslMode mode, Optional<Path> certificate) {
    source.setSslMode(mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL) {
      certificate.ifPresentOrElse(
          file -> source.setSslRootCert(file.toString()),
          () -> source.setSslfactory(DefaultJavaSSLFactory.class.getName()));
    }
  }
}
