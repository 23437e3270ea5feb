package org.messagingserver.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The settings of an embedded server, written at each start. */
final class ServerConfiguration {
  private static final String FILE = "messaging-server.conf";

  /** For an operator's own sessions and those that the server has not yet noticed to be gone. */
  private static final int SPARE_CONNECTIONS = 20;

  /** The reason why a server runs. */
  enum Mode {
    /** For the messaging server. */
    SERVE(""),
    /** For the copy of an upgrade: whatever somebody would write now would be lost. */
    READ("default_transaction_read_only = on\n"),
    /** To be filled by an upgrade, without a second copy of each row in the log. */
    FILL(
        """
        wal_level = minimal
        max_wal_senders = 0
        autovacuum = off
        maintenance_work_mem = '64MB'
        """);

    private final String settings;

    Mode(String settings) {
      this.settings = settings;
    }
  }

  private ServerConfiguration() {}

  /** Makes a new data directory read the file, which stands beside its own. */
  static void include(Path dataDirectory) throws IOException {
    Path own = dataDirectory.resolve("postgresql.conf");
    Files.writeString(own, "\ninclude '" + FILE + "'\n", StandardOpenOption.APPEND);
    AtomicDirectories.force(own);
  }

  static void write(Path dataDirectory, int port, int poolSize) throws IOException {
    write(dataDirectory, port, poolSize, Mode.SERVE);
  }

  static void write(Path dataDirectory, int port, int poolSize, Mode mode) throws IOException {
    Files.writeString(
        dataDirectory.resolve(FILE),
        String.format(
            Locale.ROOT,
            """
            # Written at each start of the messaging server.
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = ''
            max_connections = %d
            password_encryption = 'scram-sha-256'
            # For passwords that a person chooses. Our own is random, and needs one iteration only.
            scram_iterations = 4096

            fsync = on
            full_page_writes = on
            synchronous_commit = on

            # The messaging server starts it again if it ends. If Postgres 18 restarts only its
            # processes, and the disk is full at that moment, it stays in recovery forever.
            restart_after_crash = off

            # The log shows no statement, no parameter and no row.
            log_destination = 'stderr'
            logging_collector = off
            log_min_messages = warning
            log_min_error_statement = panic
            log_error_verbosity = terse
            log_statement = 'none'
            log_min_duration_statement = -1
            log_parameter_max_length = 0
            log_parameter_max_length_on_error = 0
            log_checkpoints = off
            log_autovacuum_min_duration = -1
            %s""",
            port,
            poolSize + SPARE_CONNECTIONS,
            mode.settings));
  }
}
