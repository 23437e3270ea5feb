package org.messagingserver.app;

/** The commands of the server's jar other than serving. */
final class ServerCommands {
  /** The command that starts the jar; a launcher names itself. */
  private static final String COMMAND =
      System.getProperty("messaging-server.command", "java -jar messaging-server.jar");

  private static final String USAGE =
      """
      messaging-server: a blind, durable messaging server for end-to-end-encrypted apps

      Usage: COMMAND_LINE [run VERTICLE] [-conf FILE] [-cluster]
             COMMAND_LINE COMMAND ...

      Without a command it starts the server; without -conf with defaults: clients on port 8080,
      health on 127.0.0.1:8081, Postgres of its own under data/.

        run VERTICLE   deploy VERTICLE, by default org.messagingserver.app.MainVerticle
        -conf FILE     a JSON object; conf/server.json shows every key with its default
        -cluster       be one node of many: cluster.xml says how they find each other, and all
                       have one database and one keys.file

      A variable MESSAGING_SERVER_HTTP_PORT sets http.port, over the file, and so for every key.

      Ctrl-C or SIGTERM stops it in order. Exit code 1: it could not start, and says why.
      """
          .replace("COMMAND_LINE", COMMAND);

  /** All of them. */
  static final Commands ALL =
      new Commands(
          USAGE,
          Command.of(
              "check-config",
              "check a configuration and the files that it names, and start nothing",
              CheckConfigCommand::run),
          Command.of(
              "migrate",
              "bring the tables of a database up to date, and start nothing",
              MigrateCommand::run),
          Command.of(
              "trust-clock",
              "believe the clock of a database that is far ahead or behind",
              TrustClockCommand::run,
              "org.messagingserver.postgres"),
          Command.of(
              "backup", "copy the database to a file, while servers run", BackupCommand::backup),
          Command.of("restore", "fill an empty database from such a file", BackupCommand::restore),
          Command.of("keys", "show, rotate and seal the keyset", KeysCommand::run),
          Command.of(
              "version", "tell what this is, to the byte, and what runs it", VersionCommand::run));

  private ServerCommands() {}
}
