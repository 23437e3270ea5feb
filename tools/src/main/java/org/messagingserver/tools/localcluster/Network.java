package org.messagingserver.tools.localcluster;

import java.util.List;

/** Connects the nodes with each other, with their Postgres and with this process. */
public sealed interface Network permits Loopback, Namespaces {

  /** Where the nodes live, in the order of their numbers. */
  List<NodeAddress> places();

  /** Makes it, where anything has to be made. */
  void open() throws InterruptedException;

  /**
   * The way from a node to Postgres.
   *
   * @param uri the way from here
   */
  String database(String uri) throws InterruptedException;

  /** Shell commands that remove it, also where it is only half there, or no more. */
  String removal();

  /** Removes it. */
  void close() throws InterruptedException;
}
