package org.messagingserver.app;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.messagingserver.attachments.Attachments;
import org.messagingserver.auth.SignatureVerifier;
import org.messagingserver.cluster.Membership;
import org.messagingserver.delivery.DeliveryService;
import org.messagingserver.deployment.DeploymentIdentity;
import org.messagingserver.deployment.KeysetConsistency;
import org.messagingserver.directory.DepartedNodes;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.explorer.Explorer;
import org.messagingserver.mailbox.ClockWatch;
import org.messagingserver.mailbox.Expiry;
import org.messagingserver.mailbox.MailboxDepthGauge;
import org.messagingserver.mailbox.MailboxFloors;
import org.messagingserver.mailbox.PostgresMailbox;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.OldestSnapshotGauge;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.prekeys.PreKeys;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.ratelimit.ConnectionLimiter;
import org.messagingserver.ratelimit.FieldLimits;
import org.messagingserver.ratelimit.LimitsSettings;
import org.messagingserver.ratelimit.NodeLimits;
import org.messagingserver.session.ConnectionsPerAddress;
import org.messagingserver.session.LoginTurns;
import org.messagingserver.session.PendingRegisters;
import org.messagingserver.session.SessionContext;
import org.messagingserver.socket.HttpSettings;
import org.messagingserver.socket.SocketVerticle;
import org.messagingserver.socket.UnsentBytes;
import org.messagingserver.wakeup.WakeupSettings;
import org.messagingserver.wakeup.WakeupVerticle;
import org.messagingserver.wakeup.Wakeups;

/**
 * The graph of all packages: built from the store outwards, so that clients can connect only when
 * everything behind the sockets works, and closed from the sockets inwards.
 */
final class Server {
  static final String NO_VAPID_KEY =
      "wakeups.subject: the keyset has no key for push services; add one by: keys add-vapid";

  private static final System.Logger LOG = System.getLogger("org.messagingserver.app");

  private final Vertx vertx;
  private final Configuration configuration;
  private final ShutdownSequence shutdownSequence = new ShutdownSequence();
  private final List<SocketVerticle> sockets = new CopyOnWriteArrayList<>();
  private Optional<NodeLimits> limits = Optional.empty();
  private Explorer explorer = Explorer.NONE;
  private Meters meters;
  private Encryption encryption;
  private Database database;
  private Attachments attachments;
  private Optional<Membership> membership = Optional.empty();
  private ManagementEndpoints managementEndpoints;
  private UnsentBytes unsent;
  private final ConnectionsPerAddress connectionsPerAddress;
  private final PendingRegisters pendingRegisters;
  private final MailboxFloors mailboxFloors = new MailboxFloors();

  private Server(Vertx vertx, Configuration configuration) {
    this.vertx = vertx;
    this.configuration = configuration;
    this.connectionsPerAddress = new ConnectionsPerAddress(configuration.session());
    this.pendingRegisters = new PendingRegisters(configuration.preKeys());
  }

  /** Fails with what {@link StartException#lines} reports, and leaves nothing running then. */
  static Future<Server> start(Vertx vertx, Configuration configuration) {
    Server server = new Server(vertx, configuration);
    return vertx
        .executeBlocking(() -> Ports.requireFree(configuration))
        .compose(free -> server.openEncryptionMetersAndExplorer())
        .compose(opened -> server.openStore())
        .compose(opened -> server.openAttachments())
        .compose(opened -> server.openAdmin())
        .compose(opened -> server.openSockets())
        .onSuccess(opened -> server.managementEndpoints.started())
        .onSuccess(opened -> server.logUnboundLogins())
        .map(server)
        .recover(failure -> server.stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private Future<Void> openEncryptionMetersAndExplorer() {
    return Future.join(checkCertificate(), openEncryption(), openMeters(), openExplorer())
        .mapEmpty();
  }

  private Future<Void> checkCertificate() {
    return vertx
        .executeBlocking(() -> configuration.http().tls().map(HttpSettings.Tls::read), false)
        .mapEmpty();
  }

  private Future<Void> openMeters() {
    return vertx
        .executeBlocking(() -> new Meters(vertx, configuration.memory()), false)
        .onSuccess(
            opened -> {
              meters = opened;
              unsent = new UnsentBytes(configuration.http(), meters.sockets());
              shutdownSequence.add("meters", opened::close);
            })
        .mapEmpty();
  }

  private Future<Void> openExplorer() {
    return configuration.servesExplorer()
        ? vertx
            .executeBlocking(Explorer::load, false)
            .onSuccess(loaded -> explorer = loaded)
            .mapEmpty()
        : Future.succeededFuture();
  }

  private Future<Void> openEncryption() {
    return vertx
        .executeBlocking(
            () -> {
              logNewDeployment();
              SignatureVerifier.load();
              return Encryption.open(configuration.encryption());
            })
        .onSuccess(opened -> encryption = opened)
        .mapEmpty();
  }

  /** An operator who starts in another directory than before would find no data. */
  private void logNewDeployment() {
    Path keys = configuration.encryption().file();
    if (Files.notExists(keys)) {
      LOG.log(
          System.Logger.Level.INFO,
          "no keyset at {0}: creating a new deployment, which cannot read the data of another",
          keys.toAbsolutePath());
    }
  }

  private Future<Void> openStore() {
    return Postgres.open(vertx, configuration.postgres(), meters.registry())
        .onSuccess(
            postgres -> {
              database = postgres.database();
              shutdownSequence.add("Postgres", postgres::close);
            })
        .compose(opened -> vertx.executeBlocking(this::findMembership, false))
        .onSuccess(found -> membership = found)
        .compose(found -> requireSameVersion())
        .compose(found -> DeploymentIdentity.join(vertx, database, encryption, membership))
        .onSuccess(
            joined -> membership.ifPresent(node -> shutdownSequence.add("membership", node::stop)))
        .compose(joined -> KeysetConsistency.check(database, encryption, membership));
  }

  private Future<Void> openAttachments() {
    return Attachments.open(
            vertx,
            configuration.attachmentStore(),
            configuration.attachments(),
            encryption,
            meters.registry())
        .onSuccess(
            opened -> {
              attachments = opened;
              shutdownSequence.add("attachments", opened::close);
            })
        .mapEmpty();
  }

  private Future<Void> requireSameVersion() {
    return membership.map(Membership::requireSameVersion).orElseGet(Future::succeededFuture);
  }

  private Optional<Membership> findMembership() {
    return Membership.of(vertx, configuration.cluster(), meters.cluster());
  }

  private Future<Void> openSockets() {
    DeliveryService.prepare(vertx);
    DepartedNodes.start(vertx).ifPresent(this::watch);
    Expiry expiry = new Expiry(vertx, mailbox(), meters.registry());
    shutdownSequence.add("expiry", () -> stopped(expiry::stop));
    ClockWatch clock = ClockWatch.start(vertx, database, meters.registry());
    shutdownSequence.add("clock", () -> stopped(clock::stop));
    MailboxDepthGauge mailboxDepthGauge = new MailboxDepthGauge(vertx, database, meters.registry());
    shutdownSequence.add("depth", () -> stopped(mailboxDepthGauge::stop));
    OldestSnapshotGauge oldestSnapshotGauge =
        new OldestSnapshotGauge(vertx, database, meters.registry());
    shutdownSequence.add("snapshots", () -> stopped(oldestSnapshotGauge::stop));
    return startWakeups().compose(started -> listen());
  }

  private void watch(DepartedNodes departedNodes) {
    membership.ifPresent(node -> node.onChange(departedNodes::membershipChanged));
    shutdownSequence.add("directory", () -> stopped(departedNodes::stop));
  }

  /** In a verticle, since its futures complete on its event loop. */
  private Future<Void> startWakeups() {
    if (!configuration.wakeups().enabled()) {
      return Future.succeededFuture();
    }
    if (encryption.vapidKeys().isEmpty()) {
      return Future.failedFuture(new StartException(NO_VAPID_KEY));
    }
    return vertx
        .deployVerticle(
            new WakeupVerticle(database, encryption, configuration.wakeups(), meters.wakeups()))
        .onSuccess(id -> shutdownSequence.add("wakeups", () -> vertx.undeploy(id).otherwiseEmpty()))
        .mapEmpty();
  }

  private Future<Void> listen() {
    limits =
        Optional.of(configuration.limits())
            .filter(LimitsSettings::enabled)
            .map(settings -> new NodeLimits(settings, meters.limits()));
    limits.ifPresent(this::startLimitsClock);
    DeploymentOptions options =
        new DeploymentOptions().setInstances(configuration.http().eventLoops());
    return vertx
        .deployVerticle(this::socketVerticle, options)
        .recover(failure -> Future.failedFuture(notListening(failure)))
        .onSuccess(id -> sockets.get(0).watchCertificate())
        .onSuccess(id -> shutdownSequence.add("sockets", () -> vertx.undeploy(id).otherwiseEmpty()))
        .mapEmpty();
  }

  private void logUnboundLogins() {
    if (!configuration.session().serverNames().areSet()) {
      LOG.log(
          System.Logger.Level.INFO,
          "http.serverNames is not set: another server that a user logs in to could pass the login"
              + " on to this one");
    }
  }

  private void startLimitsClock(NodeLimits counting) {
    long timer = vertx.setPeriodic(NodeLimits.TICK.toMillis(), due -> counting.tick());
    shutdownSequence.add("limits", () -> Future.succeededFuture(vertx.cancelTimer(timer)));
  }

  private static Future<Void> stopped(Runnable stop) {
    stop.run();
    return Future.succeededFuture();
  }

  private SocketVerticle socketVerticle() {
    SocketVerticle verticle =
        new SocketVerticle(
            configuration.http(), explorer, this::sessionContext, meters.sockets(), unsent);
    sockets.add(verticle);
    return verticle;
  }

  private StartException notListening(Throwable failure) {
    var http = configuration.http();
    return StartException.listening("http", http.host(), http.port(), failure);
  }

  /** Created for each event loop. */
  private SessionContext sessionContext() {
    DeliveryService deliveryService =
        new DeliveryService(
            vertx, mailbox(), encryption, configuration.delivery(), meters.deliveries());
    Context loop = vertx.getOrCreateContext();
    membership.ifPresent(
        node ->
            node.onChange(() -> loop.runOnContext(tick -> deliveryService.membershipChanged())));
    return new SessionContext(
        vertx,
        deliveryService,
        new PreKeys(vertx, database, encryption, configuration.preKeys(), meters.preKeys()),
        configuration.preKeys(),
        Optional.of(configuration.wakeups())
            .filter(WakeupSettings::enabled)
            .map(settings -> new Wakeups(database, encryption, settings)),
        configuration.session(),
        serverInfo(),
        attachments,
        connectionLimiter(loop),
        connectionsPerAddress,
        pendingRegisters,
        new LoginTurns(vertx),
        meters.sessions(),
        new SecureRandom());
  }

  private ServerInfo serverInfo() {
    FieldLimits limits = configuration.limits().fields();
    return new ServerInfo(
        configuration.http().maxFrameBytes(),
        configuration.preKeys().maxDevices(),
        configuration.session().fanOut().maxRecipients(),
        configuration.session().fanOut().maxBytes(),
        limits.messageBytes(),
        limits.preKeyBytes(),
        limits.oneTimeKeys(),
        configuration.mailbox().retention(),
        attachments.maxBytes(),
        configuration.wakeups().enabled() ? Wakeups.serverKey(encryption) : Buffer.buffer());
  }

  private ConnectionLimiter connectionLimiter(Context loop) {
    return limits
        .map(node -> node.connectionLimiter(task -> loop.runOnContext(tick -> task.run())))
        .orElse(ConnectionLimiter.UNLIMITED);
  }

  private PostgresMailbox mailbox() {
    return new PostgresMailbox(
        database,
        encryption,
        configuration.mailbox(),
        mailboxFloors,
        configuration.wakeups().appendMark());
  }

  private Future<Void> openAdmin() {
    MemoryWatch memory = MemoryWatch.ofProcess(vertx, unsent::outOfMemoryCount);
    shutdownSequence.add("memory", () -> stopped(memory::stop));
    managementEndpoints =
        new ManagementEndpoints(
            vertx, configuration, meters, database, memory, membership, sockets);
    return managementEndpoints
        .open()
        .onSuccess(listening -> shutdownSequence.add("admin", managementEndpoints::close));
  }

  /** Where clients connect. */
  String clientUrl() {
    var http = configuration.http();
    String scheme = http.tls().isPresent() ? "wss" : "ws";
    return scheme + "://" + Authorities.of(http.host(), sockets.get(0).port()) + "/api";
  }

  /** Where newcomers look; empty where the page is off. */
  Optional<String> explorerUrl() {
    var http = configuration.http();
    String scheme = http.tls().isPresent() ? "https" : "http";
    String host = List.of("0.0.0.0", "::").contains(http.host()) ? "localhost" : http.host();
    return Optional.of(scheme + "://" + Authorities.of(host, sockets.get(0).port()) + "/")
        .filter(url -> explorer.isPresent());
  }

  /** Where operators look. */
  String healthUrl() {
    return managementEndpoints.healthUrl();
  }

  /** Where operators look. */
  String consoleUrl() {
    return managementEndpoints.consoleUrl();
  }

  /** Closes everything in order. */
  Future<Void> stop() {
    return shutdownSequence.close();
  }
}
