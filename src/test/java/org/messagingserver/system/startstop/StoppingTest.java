package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** However the server is stopped, it says so, and loses nothing that it has acked. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class StoppingTest {
  private static final int MANY = 300;

  private final Identity alice = Identity.generate();
  private Vertx clients;
  private final TestServer server =
      TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));

  enum Stop {
    /** The verticle alone. */
    UNDEPLOY {
      @Override
      void apply(TestServer server) {
        server.stop();
      }
    },
    /** All of Vert.x, as the launcher does when the process is told to end. */
    CLOSE {
      @Override
      void apply(TestServer server) {
        server.close();
      }
    };

    abstract void apply(TestServer server);
  }

  @BeforeEach
  void giveClients(Vertx given) {
    clients = given;
  }

  @AfterEach
  void closeAll() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void closesEverySocketAsForARestart(Stop stop) {
    RawSocket silent = RawSocket.open(clients, server);
    RawSocket device = RawSocket.open(clients, server).logIn(alice, 1);

    stop.apply(server);

    assertThat(silent.closeCode()).isEqualTo(CloseCode.RESTART.code());
    assertThat(device.closeCode()).isEqualTo(CloseCode.RESTART.code());
  }

  @ParameterizedTest
  @EnumSource
  void keepsEveryMessageThatItsSenderSawAcked(Stop stop) {
    RawSocket device = registered();
    RawSocket stranger = RawSocket.open(clients, server);
    List<String> texts = send(stranger);
    assertThat(device.nextInbound()).isNotNull();

    stop.apply(server);

    assertThat(stranger.closeCode()).isEqualTo(CloseCode.RESTART.code());
    int acked = (int) stranger.waiting().stream().filter(Ack.class::isInstance).count();
    assertThat(waitingAfterRestart().subList(0, acked)).isEqualTo(texts.subList(0, acked));
  }

  @ParameterizedTest
  @EnumSource
  void deliversNothingAgainThatTheRecipientAcked(Stop stop) {
    RawSocket device = registered();
    RawSocket stranger = RawSocket.open(clients, server);
    List<String> texts = send(stranger);
    assertThat(device.ackedTexts(MANY)).isEqualTo(texts);
    assertThat(stranger.next(MANY)).allMatch(Ack.class::isInstance);
    awaitAllAcksRead(device);

    stop.apply(server);

    assertThat(waitingAfterRestart()).isEmpty();
  }

  private RawSocket registered() {
    return RawSocket.open(clients, server).logIn(alice, 1).must(register(1, "signed"));
  }

  private List<String> send(RawSocket stranger) {
    List<String> texts = IntStream.range(0, MANY).mapToObj(i -> "message " + i).toList();
    stranger.sendTogether(
        texts.stream().map(text -> outbound(alice, 1, text).apply(stranger.sequence())).toList());
    return texts;
  }

  /** What a socket sends is read in order. */
  private static void awaitAllAcksRead(RawSocket device) {
    device.must(register(1, "signed"));
  }

  private List<String> waitingAfterRestart() {
    try (TestServer next = server.startAgain()) {
      RawSocket device = RawSocket.open(clients, next).logIn(alice, 1);
      RawSocket.open(clients, next).request(outbound(alice, 1, "fence"));
      return device.ackedTextsBefore("fence");
    }
  }
}
