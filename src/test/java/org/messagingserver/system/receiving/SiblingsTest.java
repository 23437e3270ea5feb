package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.takeOne;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** Several sockets of one Address, of which there may be three on two event loops. */
class SiblingsTest {
  private static final int MOST = 3;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("http", new JsonObject().put("socketsPerAddress", MOST).put("eventLoops", 2)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theOldestMakesRoomForOneTooMany() {
    Identity alice = registered(server);
    List<RawSocket> sockets = new ArrayList<>();

    for (int socket = 0; socket < 2 * MOST; socket++) {
      sockets.add(RawSocket.open(server).logIn(alice, 1));
    }

    for (RawSocket old : sockets.subList(0, MOST)) {
      assertThat(old.closeCode()).isEqualTo(CloseCode.POLICY.code());
    }
    deliver(RawSocket.open(server), alice, "hello");
    for (RawSocket young : sockets.subList(MOST, 2 * MOST)) {
      assertThat(takeOne(young)).isEqualTo("hello");
    }
  }

  @Test
  void thoseThatAreGoneDoNotCount() {
    Identity alice = registered(server);
    RawSocket first = RawSocket.open(server).logIn(alice, 1);

    for (int socket = 0; socket < 3 * MOST; socket++) {
      RawSocket next = RawSocket.open(server).logIn(alice, 1);
      next.close();
      assertThat(next.closeCode()).isPositive();
    }

    deliver(RawSocket.open(server), alice, "hello");
    assertThat(takeOne(first)).isEqualTo("hello");
  }

  @Test
  void otherDevicesDoNotCount() {
    Identity alice = registered(server);
    RawSocket first = RawSocket.open(server).logIn(alice, 1);

    for (int device = 2; device < 3 * MOST; device++) {
      RawSocket.open(server).logIn(alice, device);
    }

    deliver(RawSocket.open(server), alice, "hello");
    assertThat(takeOne(first)).isEqualTo("hello");
  }
}
