package org.messagingserver.system.privacy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.Canaries;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.Wiretap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Three nodes with TLS on their bus, and their store: all ways between them are tapped, and each of
 * them can fail. {@code TestCluster} has its nodes find each other directly, and one log for each.
 */
final class TappedCluster implements AutoCloseable {
  static final int NODES = 3;

  private static final List<String> WRITTEN = List.of("mailbox", "device", "wakeup");

  /** Where the keyset and the certificate are. */
  private final Installation shared = Installation.create();

  private final List<TappedNode> nodes;
  private final String database = TestPostgres.newDatabaseUri();
  private final Wiretap store;
  private final TestDatabase tables = new TestDatabase(database);

  /** None of them runs yet. */
  TappedCluster(Vertx vertx, Canaries canaries) {
    this.store = Wiretap.before(vertx, URI.create(database).getPort());
    this.nodes =
        IntStream.range(0, NODES)
            .mapToObj(node -> new TappedNode(vertx, canaries.client("clients of node " + node)))
            .toList();
  }

  /** Starts all; they log as text, but for one in the middle. */
  void start() throws Exception {
    JsonObject settings = settings();
    String clusterXml =
        Files.readString(Path.of("cluster.xml"))
            .replace("${cluster.name}", UUID.randomUUID().toString())
            .replace(
                "${cluster.members}",
                String.join(",", nodes.stream().map(TappedNode::member).toList()));
    for (TappedNode node : nodes) {
      node.configure(node == node(1) ? "json" : "text", settings, clusterXml);
      node.start();
    }
    nodes.forEach(TappedCluster::awaitAll);
  }

  private JsonObject settings() throws Exception {
    Authority.in(shared.directory());
    JsonObject tls = new JsonObject();
    for (String name : List.of("key", "cert", "ca")) {
      tls.put(name, shared.path(name + ".pem").toString());
    }
    String keys = shared.path("keys.json").toString();
    String uri = database.replace(":" + URI.create(database).getPort(), ":" + store.port());
    return new JsonObject()
        .put(
            "wakeups",
            new JsonObject()
                .put("subject", "mailto:ops@example.com")
                .put("graceSeconds", 1)
                .put("jitterMillis", 0))
        .put("cluster", new JsonObject().put("tls", tls))
        .put("postgres", new JsonObject().put("uri", uri))
        .put("keys", new JsonObject().put("file", keys))
        .put("delivery", new JsonObject().put("ackMillis", 0).put("storeMillis", 1000))
        .put("preKeys", new JsonObject().put("low", 0))
        .put("limits", new JsonObject().put("sourceRecipient", talkative()));
  }

  /** Letters go on for longer than one source may write to one device. */
  private static JsonObject talkative() {
    return new JsonObject().put("messagesPerHour", 1_000_000).put("bytesPerHour", 1 << 30);
  }

  private static void awaitAll(TappedNode node) {
    node.process().ready();
    node.process().awaitLine(".*one of " + NODES + " nodes.*");
  }

  List<TappedNode> nodes() {
    return nodes;
  }

  /** Counted from 0, and round. */
  TappedNode node(int number) {
    return nodes.get(number % NODES);
  }

  /** The way from all nodes to Postgres. */
  Wiretap store() {
    return store;
  }

  TestDatabase tables() {
    return tables;
  }

  /** Whether a push that nobody takes has been tried. */
  boolean hasPushed() {
    return tables.column("SELECT attempts > 0 FROM wakeup").contains("t");
  }

  /** Ends a node without ceremony, and starts it again when this is done. */
  void without(TappedNode node, Runnable meanwhile) {
    node.process().kill();
    meanwhile.run();
    node.start();
    awaitAll(node);
  }

  /** Cuts all off from the store until this is done. */
  void withoutStore(Runnable meanwhile) {
    store.goAway();
    meanwhile.run();
    store.comeBack();
  }

  /** Has the store refuse what is to be written until this is done. */
  void whileStoreRefuses(Runnable meanwhile) {
    String broken = "ALTER TABLE %s ADD CONSTRAINT broken CHECK (false) NOT VALID";
    WRITTEN.forEach(table -> tables.execute(broken.formatted(table)));
    meanwhile.run();
    WRITTEN.forEach(table -> tables.execute("ALTER TABLE " + table + " DROP CONSTRAINT broken"));
  }

  /** What has passed on one of the ways of each node. */
  List<byte[]> taken(Function<TappedNode, Wiretap> way) {
    return nodes.stream().flatMap(node -> way.apply(node).taken().stream()).toList();
  }

  /** What all of them tell operators just now. */
  List<String> told() {
    return nodes.stream().flatMap(node -> node.told().stream()).toList();
  }

  /** Each table as text and in its binary form, and what the store is asked just now. */
  List<byte[]> dump() throws SQLException, IOException {
    List<String> all =
        new ArrayList<>(
            tables.column(
                """
                SELECT quote_ident(schemaname) || '.' || quote_ident(relname)
                FROM pg_stat_user_tables"""));
    all.add("(SELECT * FROM pg_stat_activity)");
    List<byte[]> dump = new ArrayList<>();
    try (Connection connection = TestPostgres.connect(database)) {
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      for (String source : all) {
        for (String format : List.of("text", "binary")) {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          copy.copyOut("COPY " + source + " TO STDOUT (FORMAT " + format + ")", out);
          dump.add(out.toByteArray());
        }
      }
    }
    return dump;
  }

  /** Stops all nodes in order, and has Postgres write what it has in memory. */
  void stop() {
    nodes.forEach(node -> node.process().signal("TERM"));
    nodes.forEach(node -> node.process().exitCode(ServerProcess.STOP));
    tables.execute("CHECKPOINT");
  }

  /**
   * Where everything is that they and Postgres keep on disks: its log, and what it writes ahead.
   */
  List<Path> disks() {
    List<Path> disks = new ArrayList<>(nodes.stream().map(TappedNode::directory).toList());
    disks.add(shared.directory());
    disks.add(Path.of(tables.column("SHOW data_directory").get(0)).getParent());
    return disks;
  }

  @Override
  public void close() {
    nodes.forEach(TappedNode::close);
    shared.close();
    tables.close();
    store.close();
  }
}
