package org.messagingserver.tools.localcluster;

import java.util.List;

/**
 * The Postgres that this process runs for all nodes, with durable settings: one server, or a
 * primary with a standby. Its methods block.
 */
public sealed interface LocalPostgres permits EmbeddedPostgres, PostgresPair {

  /** Connection URI of the server that takes writes, from this machine and with the password. */
  String uri();

  /** The ports of all servers, on the loopback interface. */
  List<Integer> ports();

  /** Changes a setting that does not need a restart, for as long as the data directory exists. */
  void set(String name, String value) throws InterruptedException;

  /** Runs a statement on the server that takes writes. */
  void execute(String statement) throws InterruptedException;

  /** Kills the server that takes writes, and waits until it has ended; it restarts by itself. */
  void crash() throws InterruptedException;

  /** Waits until Postgres has recovered and answers. */
  void awaitRecovery() throws InterruptedException;

  /** Stops Postgres. */
  void close() throws InterruptedException;
}
