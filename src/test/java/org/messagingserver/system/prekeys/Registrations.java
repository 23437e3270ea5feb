package org.messagingserver.system.prekeys;

import static org.messagingserver.testkit.Requests.preKeysOf;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A server, and a user who registers devices there. */
abstract class Registrations {
  static final int MAX_PER_DEVICE = 5;
  static final int MAX_DEVICES = 2;

  static TestServer server;

  final Identity alice = Identity.generate();
  final RawSocket stranger = RawSocket.open(server);

  @BeforeAll
  static void start() {
    JsonObject preKeys =
        new JsonObject()
            .put("low", 0)
            .put("maxPerDevice", MAX_PER_DEVICE)
            .put("maxDevices", MAX_DEVICES);
    server = TestServer.start(new JsonObject().put("preKeys", preKeys));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  RawSocket loggedIn(int device) {
    return RawSocket.open(server).logIn(alice, device);
  }

  /** What a stranger gets for the only device. */
  PreKeyBundle taken() {
    return ((PreKey) stranger.ask(preKeysOf(alice))).bundle();
  }

  List<String> takenKeys(int count) {
    List<String> keys = new ArrayList<>();
    while (keys.size() < count) {
      keys.add(taken().oneTimePreKey().toString());
    }
    return keys;
  }
}
