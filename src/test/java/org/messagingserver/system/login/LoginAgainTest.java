package org.messagingserver.system.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.outbound;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.client.Identity;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestNodes;

/** What a device acks does not come again, though it logs in again at once, on any node. */
class LoginAgainTest {
  private static final int ROUNDS = 10;

  private static TestNodes nodes;

  @BeforeAll
  static void start() {
    nodes = TestNodes.start(2, new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @ParameterizedTest
  @CsvSource({"0, false", "0, true", "1, false", "1, true"})
  void doesNotGetAgainWhatItAckedJustBefore(int next, boolean closesFirst) {
    RawSocket stranger = RawSocket.open(nodes.get(0));
    for (int round = 0; round < ROUNDS; round++) {
      Identity alice = Mail.registered(nodes.get(0));
      List<String> texts = IntStream.range(0, 5).mapToObj(Integer::toString).toList();
      texts.forEach(text -> stranger.must(outbound(alice, 1, text)));
      RawSocket device = RawSocket.open(nodes.get(0)).logIn(alice, 1);
      RawSocket again = RawSocket.open(nodes.get(next));

      assertThat(device.ackedTexts(5)).isEqualTo(texts);
      if (closesFirst) {
        device.close();
      }
      again.logIn(alice, 1);
      stranger.request(outbound(alice, 1, "last"));

      assertThat(again.ackedTextsBefore("last")).isEmpty();
      again.close();
      stranger.next();
    }
  }
}
