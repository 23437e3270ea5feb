package org.messagingserver.tools.localcluster;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts the nodes of one cluster.
 *
 * @param jar the server's jar
 * @param jvmOptions options of each node's JVM
 * @param settings settings of each node; addresses and cluster override them
 * @param name name of the cluster, unique on this machine
 * @param members the value of {@code cluster.members}
 * @param databaseUri the connection URI of Postgres
 * @param keys the keys file of all nodes
 */
record NodeCommand(
    Path jar,
    List<String> jvmOptions,
    JsonObject settings,
    String name,
    String members,
    String databaseUri,
    Path keys) {

  /**
   * The arguments of the process. It has a separate session, so that Ctrl-C reaches only its
   * parent.
   */
  List<String> arguments(NodeAddress address, Path directory, Path configuration) {
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(address.prefix());
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+ExitOnOutOfMemoryError");
    words.addAll(jvmOptions);
    words.add("-Dcluster.name=" + name);
    words.add("-Dcluster.members=" + members);
    words.add("-Dcluster.interface=" + address.host());
    words.add("-Dcluster.port=" + address.memberPort());
    words.add("-Dvertx.cacheDirBase=" + directory.resolve("cache"));
    words.addAll(List.of("-jar", jar.toString(), "-conf", configuration.toString(), "-cluster"));
    return words;
  }

  JsonObject configuration(NodeAddress address) {
    JsonObject own =
        new JsonObject()
            .put("http", listening(address, address.port()))
            .put("admin", listening(address, address.healthPort()))
            .put("postgres", new JsonObject().put("uri", databaseUri))
            .put("keys", new JsonObject().put("file", keys.toString()));
    return withoutLimits().mergeIn(settings, true).mergeIn(own, true);
  }

  /** All clients of these nodes are on this machine, and would exceed the limits of one source. */
  private static JsonObject withoutLimits() {
    return new JsonObject().put("limits", new JsonObject().put("enabled", false));
  }

  private static JsonObject listening(NodeAddress address, int port) {
    return new JsonObject().put("host", address.host()).put("port", port);
  }
}
