package org.messagingserver.tools.localcluster;

import java.util.List;

/** Connects the nodes with each other, with Postgres and with this process. */
public sealed interface Network permits Loopback, Namespaces {

  /** The addresses of the nodes, in the order of their numbers. */
  List<NodeAddress> nodeAddresses();

  /** The address of the clients, which is that of this process. */
  String clientsHost();

  /** Creates the network, if necessary. */
  void open() throws InterruptedException;

  /**
   * The host and port at which the nodes reach a Postgres, as in a URI.
   *
   * @param port its port on the loopback interface of this process
   */
  String databaseHost(int port) throws InterruptedException;

  /** Shell commands that remove the network, even if it is incomplete or already removed. */
  String cleanupScript();

  /** Removes the network. */
  void close() throws InterruptedException;
}
