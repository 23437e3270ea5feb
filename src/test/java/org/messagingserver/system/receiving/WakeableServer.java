package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.KeyStatus;
import org.messagingserver.protocol.WakeupStatus;
import org.messagingserver.testkit.PushDevice;
import org.messagingserver.testkit.PushService;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** A server that wakes devices after a second, and their push service. */
final class WakeableServer implements AutoCloseable {
  final PushService pushService;
  final TestServer server;
  final TestDatabase tables;

  private WakeableServer(PushService pushService, TestServer server) {
    this.pushService = pushService;
    this.server = server;
    this.tables = new TestDatabase(server.databaseUri());
  }

  static WakeableServer start(Vertx vertx, Path directory) throws Exception {
    PushService pushService = PushService.start(vertx, directory);
    JsonObject configuration =
        new JsonObject()
            .put("preKeys", new JsonObject().put("low", 0))
            .put("wakeups", wakeups(pushService));
    return new WakeableServer(pushService, TestServer.start(configuration));
  }

  static JsonObject wakeups(PushService pushService) {
    return new JsonObject()
        .put("subject", "mailto:ops@example.com")
        .put("graceSeconds", 1)
        .put("minSeconds", 0)
        .put("jitterMillis", 0)
        .put("concurrent", 4)
        .put("ports", new JsonArray().add(443).add(pushService.port()))
        .put("allowPrivateAddresses", true)
        .put("ca", pushService.ca().toString());
  }

  RawSocket open() {
    return RawSocket.open(server, ProtocolVersion.V2);
  }

  /** Registered, subscribed and online. */
  Device device() {
    return device(0);
  }

  Device device(int minSeconds) {
    Device device = new Device();
    device.socket.must(register(1, "signed"));
    device.socket.must(device.subscription(minSeconds));
    return device;
  }

  /** The same, offline. */
  Device absent() {
    Device device = device();
    device.socket.close();
    return device;
  }

  /**
   * Returns once whatever was due before has been pushed: a push for another device has come, which
   * was due later.
   */
  void fence() throws InterruptedException {
    Device later = absent();
    later.send("fence");
    awaitPush(later);
  }

  /** The next push, which has to be for this device. */
  PushService.Push awaitPush(Device device) throws InterruptedException {
    PushService.Push push = pushService.next();
    assertThat(push.target()).isEqualTo(device.path);
    return push;
  }

  /** A device with a subscription. */
  final class Device {
    final Identity user = Identity.generate();
    final String path = "/" + UUID.randomUUID();
    final PushDevice keys;
    RawSocket socket;

    private Device() {
      try {
        keys = new PushDevice();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
      logIn();
    }

    RawSocket logIn() {
      socket = open().logIn(user, 1);
      return socket;
    }

    IntFunction<ClientMessage> subscription(int minSeconds) {
      return subscription(pushService.endpoint(path), minSeconds);
    }

    IntFunction<ClientMessage> subscription(String endpoint, int minSeconds) {
      Buffer serverKey = socket.serverInfo().orElseThrow().wakeupKey();
      return sequence -> {
        try {
          return new SetWakeup(
              sequence, endpoint, keys.p256dh(), keys.auth(), minSeconds, serverKey);
        } catch (GeneralSecurityException e) {
          throw new AssertionError(e);
        }
      };
    }

    void send(String text) {
      open().must(Requests.outbound(user, 1, text));
    }

    WakeupStatus status() {
      RawSocket asking = open().logIn(user, 1);
      asking.waiting();
      asking.send(new RequestKeyStatus(asking.sequence(), false));
      while (true) {
        if (asking.next() instanceof KeyStatus status) {
          asking.close();
          return status.wakeup();
        }
      }
    }

    void change(String to) {
      assertThat(tables.execute("UPDATE wakeup SET " + to + " WHERE " + key())).isOne();
    }

    boolean is(String condition) {
      return tables
          .column("SELECT " + condition + " FROM wakeup WHERE " + key())
          .equals(List.of("t"));
    }

    private String key() {
      return "user_hash = '" + server.vault().hash(user.userId()).value() + "'";
    }
  }

  @Override
  public void close() {
    tables.close();
    server.close();
    pushService.close();
  }
}
