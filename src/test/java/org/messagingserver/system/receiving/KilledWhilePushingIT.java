package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.PushDevice;
import org.messagingserver.testkit.PushService;
import org.messagingserver.testkit.PushService.Push;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;

/** The packaged server is killed between a claim and its push, and another process pushes. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KilledWhilePushingIT {
  private static final int MIN_SECONDS = 30;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path directory;
  private final PushDevice keys = new PushDevice();
  private final Identity user = Identity.generate();
  private Vertx vertx;
  private Installation installation;
  private int port;

  KilledWhilePushingIT() throws Exception {}

  @Test
  void pushesOnceTheClaimIsOverAndThenSparesTheDevice(Vertx given) throws Exception {
    vertx = given;
    try (Installation created = Installation.create()) {
      installation = created;

      Timestamp claimEnded = killWhileItConnects();

      try (PushService service = PushService.start(vertx, directory, port);
          ServerProcess server = start()) {
        Timestamp claimEnds = shortened().orElse(claimEnded);
        assertThat(service.next(PATIENCE).target()).isEqualTo("/killed");
        assertThat(holds("now() >= ?", claimEnds)).isTrue();
        send(server, user);
        awaitPushOfAnother(server, service);
        assertThat(service.pushes()).extracting(Push::target).containsExactly("/killed", "/later");
      }
    }
  }

  /** The push service has accepted the connection, and nothing has been sent over it but TLS. */
  private Timestamp killWhileItConnects() throws Exception {
    try (ServerSocket mute = new ServerSocket(0)) {
      port = mute.getLocalPort();
      try (PushService service = PushService.start(vertx, directory)) {
        installation.configured(settings(service));
      }
      try (ServerProcess server = start()) {
        subscribe(server, user, "/killed");
        send(server, user);
        mute.accept();
        // On a slow machine the first attempt is over by now, and another follows.
        until(() -> claimEnds().isPresent());

        server.kill();

        Timestamp claimEnds = claimEnds().orElseThrow();
        assertThat(holds("now() + interval '1 minute' >= ?", claimEnds)).isTrue();
        return claimEnds;
      }
    }
  }

  /** The first device would have been pushed to before this one, had it not been spared. */
  private void awaitPushOfAnother(ServerProcess server, PushService service) throws Exception {
    Identity another = Identity.generate();
    subscribe(server, another, "/later");
    send(server, another);
    assertThat(service.next().target()).isEqualTo("/later");
  }

  private JsonObject settings(PushService service) {
    JsonObject wakeups =
        WakeableServer.wakeups(service)
            .put("minSeconds", MIN_SECONDS)
            .put("ports", new JsonArray().add(port));
    return new JsonObject().put("wakeups", wakeups);
  }

  private ServerProcess start() {
    return ServerProcess.run(installation, "-conf", Installation.CONF).ready();
  }

  /** Registers a device that is woken, and closes its socket. */
  private void subscribe(ServerProcess server, Identity who, String path) throws Exception {
    RawSocket socket = RawSocket.open(vertx, server.uri(), ProtocolVersion.V2).logIn(who, 1);
    Buffer serverKey = socket.serverInfo().orElseThrow().wakeupKey();
    Buffer p256dh = keys.p256dh();
    String endpoint = "https://127.0.0.1:" + port + path;
    socket.must(register(1, "signed"));
    socket.must(sequence -> new SetWakeup(sequence, endpoint, p256dh, keys.auth(), 0, serverKey));
    socket.close();
  }

  private void send(ServerProcess server, Identity to) {
    RawSocket.open(vertx, server.uri(), ProtocolVersion.V2).must(outbound(to, 1, "hello"));
  }

  private Optional<Timestamp> claimEnds() {
    return claimEnds("SELECT claimed_until FROM wakeup");
  }

  /** Most of the claim passes at once; it may be over where the second process started slowly. */
  private Optional<Timestamp> shortened() {
    return claimEnds(
        "UPDATE wakeup SET claimed_until = least(claimed_until, now() + interval '3 seconds')"
            + " WHERE claimed_until IS NOT NULL RETURNING claimed_until");
  }

  private Optional<Timestamp> claimEnds(String sql) {
    try (Connection database = installation.database();
        Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? Optional.ofNullable(row.getTimestamp(1)) : Optional.empty();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a condition holds by the clock of the database. */
  private boolean holds(String condition, Timestamp end) throws SQLException {
    try (Connection database = installation.database();
        PreparedStatement now = database.prepareStatement("SELECT " + condition)) {
      now.setTimestamp(1, end);
      try (ResultSet row = now.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
