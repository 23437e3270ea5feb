package org.messagingserver.postgres;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** The same database over JDBC, which migrations want. */
final class JdbcSource {
  private static final int CONNECT_SECONDS = 10;

  private JdbcSource() {}

  static DataSource of(PgConnectOptions options, Optional<String> rootCertificate) {
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
    secure(source, options.getSslMode(), rootCertificate);
    return source;
  }

  private static void secure(
      PGSimpleDataSource source, SslMode mode, Optional<String> certificate) {
    source.setSslMode(mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL) {
      certificate.ifPresentOrElse(
          source::setSslRootCert,
          () -> source.setSslfactory(DefaultJavaSSLFactory.class.getName()));
    }
  }
}
