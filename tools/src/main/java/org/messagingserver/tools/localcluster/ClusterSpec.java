package org.messagingserver.tools.localcluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * The specification of a local cluster.
 *
 * @param directory for logs, and for data and keys unless they are elsewhere
 * @param durable for data and keys; existing data is reused
 * @param jar the server's jar
 * @param network the network, which determines the number of nodes
 * @param replication whether Postgres has a standby
 * @param jvmOptions options of each node's JVM
 * @param settings settings of each node, as in a configuration file
 */
public record ClusterSpec(
    Path directory,
    Path durable,
    Path jar,
    Network network,
    Replication replication,
    List<String> jvmOptions,
    JsonObject settings) {

  /** All in one directory, with one Postgres. */
  public ClusterSpec(
      Path directory, Path jar, Network network, List<String> jvmOptions, JsonObject settings) {
    this(directory, directory, jar, network, Replication.NONE, jvmOptions, settings);
  }

  /** The jar of this process, that of the tools. */
  public static Path toolsJar() {
    return Path.of(System.getProperty("java.class.path")).toAbsolutePath();
  }

  /** The server's jar, in the same directory as that of the tools. */
  public static Path serverJar() {
    return toolsJar().resolveSibling("messaging-server.jar");
  }
}
