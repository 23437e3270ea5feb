package org.messagingserver.tools.localcluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * The specification of a local cluster.
 *
 * @param directory for everything that it keeps; what is there already is used again
 * @param jar the server
 * @param network which also says how many nodes there are
 * @param jvmOptions for each node's JVM
 * @param settings for each node, as in a configuration file
 */
public record ClusterSpec(
    Path directory, Path jar, Network network, List<String> jvmOptions, JsonObject settings) {

  /** The jar that this process was started from: the one of the tools. */
  public static Path toolsJar() {
    return Path.of(System.getProperty("java.class.path")).toAbsolutePath();
  }

  /** The server's jar, which stands beside that of the tools. */
  public static Path serverJar() {
    return toolsJar().resolveSibling("messaging-server.jar");
  }
}
