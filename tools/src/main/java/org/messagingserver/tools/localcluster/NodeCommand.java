package org.messagingserver.tools.localcluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts the nodes of one cluster.
 *
 * @param jar the server
 * @param jvmOptions for each node's JVM
 * @param settings of each node's configuration, before what its place and the cluster say
 * @param name of the cluster, nobody else's on this machine
 * @param members as {@code cluster.members} names them
 * @param databaseUri the way to Postgres
 * @param keys the one keys file
 */
record NodeCommand(
    Path jar,
    List<String> jvmOptions,
    JsonObject settings,
    String name,
    String members,
    String databaseUri,
    Path keys) {

  /** The arguments of the process. Its own session: a terminal's Ctrl-C is for its parent. */
  List<String> words(NodeAddress nodeAddress, Path directory, Path configuration) {
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(nodeAddress.prefix());
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+ExitOnOutOfMemoryError");
    words.addAll(jvmOptions);
    words.add("-Dcluster.name=" + name);
    words.add("-Dcluster.members=" + members);
    words.add("-Dcluster.interface=" + nodeAddress.host());
    words.add("-Dcluster.port=" + nodeAddress.memberPort());
    words.add("-Dvertx.cacheDirBase=" + directory.resolve("cache"));
    words.addAll(List.of("-jar", jar.toString(), "-conf", configuration.toString(), "-cluster"));
    return words;
  }

  JsonObject configuration(NodeAddress nodeAddress) {
    JsonObject own =
        new JsonObject()
            .put("http", listening(nodeAddress, nodeAddress.port()))
            .put("admin", listening(nodeAddress, nodeAddress.healthPort()))
            .put("postgres", new JsonObject().put("uri", databaseUri))
            .put("keys", new JsonObject().put("file", keys.toString()));
    return unlimited().mergeIn(settings, true).mergeIn(own, true);
  }

  /** All that plays against these nodes comes from this machine, and plays thousands. */
  private static JsonObject unlimited() {
    return new JsonObject().put("limits", new JsonObject().put("enabled", false));
  }

  private static JsonObject listening(NodeAddress nodeAddress, int port) {
    return new JsonObject().put("host", nodeAddress.host()).put("port", port);
  }
}
