package org.messagingserver.app;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.messagingserver.attachments.StoreKind;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.SecretException;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.encryption.KeysetEditor;
import org.messagingserver.postgres.BackupException;
import org.messagingserver.postgres.Backups;
import org.messagingserver.postgres.PostgresStartException;

/** Copies the database to a file and back. */
final class BackupCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final String BACKUP =
      """
      Usage: backup FILE [-conf CONF]

      Writes every row of the database that CONF names (by default the embedded one under data/)
      to FILE, as of one moment, while the server runs or while it does not. FILE must not exist;
      it appears whole or not at all. It is a zip archive that any Postgres can be filled from, by
      restore. Without the keyset (keys.file, data/keys.json) it is of no use, and the keyset is
      not in it: keep a copy of that too, and elsewhere. Attachments are not in it either: copy
      attachments.directory after this command has ended.

      Exit code: 0 when it is on disk, 1 when not, 2 for wrong arguments.
      """;

  private static final String RESTORE =
      """
      Usage: restore FILE [-moved] [-conf CONF]

      Fills the database that CONF names (by default a new embedded one under data/) with all rows
      of FILE, which backup has written. The database must be empty: postgres.uri names a new one,
      or there is no data/postgres. All rows get there, or none; older tables are brought up to
      date. No server may run on it meanwhile. Bring keys.file from where the backup was made
      before a server starts, and "kept" of attachments.directory.

        -moved     the former database has served nobody since the backup, and never will again.
                   Without it every one-time key counts as handed out, for it may have been

      Exit code: 0 when all is there, 1 when nothing is, 2 for wrong arguments.
      """;

  /** Processes the file; returns the final line of output. */
  private interface Action {
    String run(Vertx vertx, Configuration configuration, Path file) throws InterruptedException;
  }

  private final String name;
  private final PrintStream out;
  private final PrintStream err;

  private BackupCommand(String name, PrintStream out, PrintStream err) {
    this.name = name;
    this.out = out;
    this.err = err;
  }

  /** Makes one, printing to the standard output; gives the exit code of the process. */
  static int backup(String... arguments) {
    return backup(System.out, System.err, arguments);
  }

  /** The same, printing elsewhere. */
  static int backup(PrintStream out, PrintStream err, String... arguments) {
    BackupCommand command = new BackupCommand("backup", out, err);
    return command.run(BACKUP, new ArrayDeque<>(List.of(arguments)), command::backup);
  }

  /** Restores one, printing to the standard output; gives the exit code of the process. */
  static int restore(String... arguments) {
    return restore(System.out, System.err, arguments);
  }

  /** The same, printing elsewhere. */
  static int restore(PrintStream out, PrintStream err, String... arguments) {
    BackupCommand command = new BackupCommand("restore", out, err);
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    boolean moved = rest.remove("-moved") || rest.remove("--moved");
    return command.run(
        RESTORE, rest, (vertx, config, file) -> command.restore(vertx, config, file, moved));
  }

  private int run(String help, Deque<String> arguments, Action action) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(help);
      return DONE;
    }
    boolean named = !arguments.isEmpty() && !arguments.peek().startsWith("-");
    Path file = named ? Path.of(arguments.pop()) : null;
    try {
      Optional<String> conf = ConfigurationFile.named(arguments);
      if (!named || !arguments.isEmpty()) {
        complain("unknown arguments; see --help");
        return MISUSED;
      }
      JsonObject config = GivenConfiguration.read(conf);
      return run(Configuration.read(config), file, action);
    } catch (StartException | ConfigException e) {
      StartException.lines(e).forEach(this::complain);
      return FAILED;
    }
  }

  private int run(Configuration configuration, Path file, Action action) {
    Vertx vertx = Vertx.vertx();
    try {
      out.println(action.run(vertx, configuration, file));
      return DONE;
    } catch (BackupException | PostgresStartException | EncryptionException | SecretException e) {
      complain(e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } finally {
      vertx.close();
    }
  }

  private void complain(String line) {
    err.println(name + ": " + line);
  }

  private String backup(Vertx vertx, Configuration configuration, Path file)
      throws InterruptedException {
    Backups.Contents contents = Backups.backup(vertx, configuration.postgres(), file, out::println);
    nameAttachments(configuration, "not in it; copy that directory now, after the database");
    return file + " is whole; only keyset " + contents.keyset() + " opens it, which is not in it";
  }

  private String restore(Vertx vertx, Configuration configuration, Path file, boolean moved)
      throws InterruptedException {
    Backups.Contents backup = Backups.contents(file);
    EncryptionSettings encryption = configuration.encryption();
    requireMatchingKeyset(encryption, backup);
    Backups.restore(vertx, configuration.postgres(), file, moved, out::println);
    nameAttachments(configuration, "not in the backup; bring \"kept\" back into that directory");
    String restored = "restored as of " + backup.createdAt();
    return Files.exists(encryption.file())
        ? restored
        : "%s. Before a server starts, bring keyset %s to %s"
            .formatted(restored, backup.keyset(), encryption.file());
  }

  private void nameAttachments(Configuration configuration, String advice) {
    if (configuration.attachmentStore() == StoreKind.DIRECTORY) {
      out.println("attachments in " + configuration.attachments().directory() + ": " + advice);
    }
  }

  private static void requireMatchingKeyset(
      EncryptionSettings encryption, Backups.Contents backup) {
    if (Files.exists(encryption.file())
        && !new KeysetEditor(encryption).summary().id().equals(backup.keyset())) {
      throw new StartException(
          "keys.file %s: is another keyset than %s, which alone opens this backup"
              .formatted(encryption.file(), backup.keyset()));
    }
  }
}
