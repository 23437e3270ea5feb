package org.messagingserver.system.privacy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.testkit.Wiretap;
import org.messagingserver.tools.localcluster.FreePorts;

/**
 * A node of the packaged jar that logs all there is to log; what leads to it, from clients, over
 * the bus and to Hazelcast, is tapped.
 */
final class TappedNode implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final Pattern LEVEL = Pattern.compile("(?m)^(?!java)(.*?)\\.?level *=");

  private final Installation home = Installation.create();
  private final int port = FreePorts.consecutive(3);
  private final Wiretap clients;
  private final Wiretap bus;
  private final Wiretap members;
  private final List<ServerProcess> lives = new ArrayList<>();

  /**
   * @param clientsAddress whom it takes all clients for that come by its tap
   */
  TappedNode(Vertx vertx, InetAddress clientsAddress) {
    this.clients = Wiretap.before(vertx, port, clientsAddress);
    this.bus = Wiretap.before(vertx, port + 1);
    this.members = Wiretap.before(vertx, port + 2);
  }

  /**
   * Says what it is to be.
   *
   * @param settings that all nodes share
   * @param clusterXml with variables for what a node has of its own
   */
  void configure(String format, JsonObject settings, String clusterXml) throws IOException {
    JsonObject own =
        new JsonObject()
            .put("log", new JsonObject().put("format", format).put("levels", everything()))
            .put(
                "http",
                new JsonObject()
                    .put("port", port)
                    .put("trustedProxies", new JsonArray().add("127.0.0.1")))
            .put("cluster", new JsonObject().put("busPort", port + 1));
    home.configured(settings.copy().mergeIn(own, true))
        .written(
            "cluster.xml",
            clusterXml
                .replace("${cluster.port}", Integer.toString(port + 2))
                .replace(
                    "<network>", "<network><public-address>" + member() + "</public-address>"));
  }

  /** All levels, also where the defaults keep a library quieter than the rest. */
  private static JsonObject everything() throws IOException {
    String defaults = Files.readString(Path.of("src/main/resources/logging.properties"));
    JsonObject levels = new JsonObject();
    LEVEL.matcher(defaults).results().forEach(match -> levels.put(match.group(1), "ALL"));
    return levels;
  }

  /** Where other nodes find it. */
  String member() {
    return "127.0.0.1:" + members.port();
  }

  /** Begins a life. */
  void start() {
    lives.add(
        ServerProcess.run(
            home,
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dvertx.eventBus.options.host=127.0.0.1",
                "-Dvertx.eventBus.options.clusterPublicHost=127.0.0.1",
                "-Dvertx.eventBus.options.clusterPublicPort=" + bus.port()),
            "-conf",
            Installation.CONF,
            "-cluster"));
  }

  /** Its present life. */
  ServerProcess process() {
    return lives.get(lives.size() - 1);
  }

  /** Where clients connect, by way of the tap. */
  URI uri() {
    return URI.create("ws://127.0.0.1:" + clients.port() + "/api");
  }

  /** Where trusted proxies connect, past the tap. */
  URI direct() {
    return URI.create("ws://127.0.0.1:" + port + "/api");
  }

  Wiretap clients() {
    return clients;
  }

  Wiretap bus() {
    return bus;
  }

  Wiretap members() {
    return members;
  }

  /** What it has printed in all its lives. */
  List<String> output() {
    return lives.stream()
        .flatMap(life -> Stream.concat(life.stdout().stream(), life.stderr().stream()))
        .toList();
  }

  /** What it tells operators, and what they may ask its JVM: its threads, and where they are. */
  List<String> told() {
    List<String> told = new ArrayList<>();
    try {
      for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
        HttpRequest request = HttpRequest.newBuilder(process().healthUri().resolve(path)).build();
        told.add(HTTP.send(request, BodyHandlers.ofString()).body());
      }
      told.add(threads());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
    return told;
  }

  private String threads() throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process().handle().pid()),
                "Thread.print")
            .start();
    return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Where everything is that it keeps on the disk. */
  Path directory() {
    return home.directory();
  }

  @Override
  public void close() {
    lives.forEach(ServerProcess::close);
    Stream.of(clients, bus, members).forEach(Wiretap::close);
    home.close();
  }
}
