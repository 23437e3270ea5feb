package org.messagingserver.system.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNAVAILABLE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.registered;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

class StoreOutOfReachTest {
  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final Identity away = Identity.generate();
  private final RawSocket stranger = RawSocket.open(server);
  private RawSocket device;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("delivery", new JsonObject().put("storeMillis", 4000)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void loseTheStore() {
    device = registered(server, alice, 1);
    registered(server, away, 1).kill();
    TestPostgres.execute("ALTER DATABASE " + database() + " ALLOW_CONNECTIONS false");
    TestPostgres.execute(
        "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = '"
            + database()
            + "'");
  }

  @AfterEach
  void findTheStore() {
    TestPostgres.execute("ALTER DATABASE " + database() + " ALLOW_CONNECTIONS true");
  }

  private static String database() {
    return URI.create(server.databaseUri()).getPath().substring(1);
  }

  @Test
  void refusesWhatItCannotKeepAndTakesItLater() {
    assertThat(refusal(stranger.ask(outbound(away, 1, "lost")))).isEqualTo(UNAVAILABLE);
    assertThat(refusal(stranger.ask(preKeysOf(away)))).isEqualTo(UNAVAILABLE);
    assertThat(refusal(device.ask(register(2, "other")))).isEqualTo(UNAVAILABLE);
    assertThat(refusal(device.ask(unregister()))).isEqualTo(UNAVAILABLE);

    findTheStore();

    stranger.must(outbound(away, 1, "kept"));
    assertThat(RawSocket.open(server).logIn(away, 1).ackedTexts(1)).containsExactly("kept");
  }

  @Test
  void refusesALoginAndCloses() {
    RawSocket late = RawSocket.open(server);

    late.send(late.authResponse(1, away, Requests.address(away, 1)));

    ServerMessage answer = late.next();
    assertThat(refusal(answer)).isEqualTo(UNAVAILABLE);
    assertThat(answer.sequence()).isEqualTo(1);
    assertThat(late.closeCode()).isEqualTo(CloseCode.TRY_LATER.code());
  }

  @Test
  void keepsTheConnectionsThatAreOpen() {
    assertThat(refusal(stranger.ask(preKeysOf(alice)))).isEqualTo(UNAVAILABLE);

    findTheStore();

    assertThat(refusal(stranger.ask(preKeysOf(Identity.generate())))).isEqualTo(UNKNOWN_USER);
    RawSocket.open(server).request(outbound(alice, 1, "hello"));
    assertThat(device.ackedTexts(1)).containsExactly("hello");
  }
}
