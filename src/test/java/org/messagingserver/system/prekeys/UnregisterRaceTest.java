package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.awaitAck;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.register;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.takeOne;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** An Unregister against messages that come, wait and are read at the same time. */
class UnregisterRaceTest {
  private static final int ROUNDS = 100;
  private static final Buffer SIGNED = Buffer.buffer("signed");

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The owner never acks, so whatever is stored would come with every login. */
  @Test
  void bringsNoMessageOfBeforeToTheNextRegistration() {
    Identity owner = Identity.generate();
    RawSocket sender = RawSocket.open(server);
    RawSocket device = RawSocket.open(server).logIn(owner, 1);

    for (int round = 0; round < ROUNDS; round++) {
      register(device);
      List<Integer> before = sendSome(sender, owner, "before " + round + " ");
      Mail.answers(sender, before);
      List<Integer> racing = sendSome(sender, owner, "racing " + round + " ");

      int unregister = device.sequence();
      device.send(new ClientMessage.Unregister(unregister));
      awaitAck(device, unregister);
      Map<Integer, String> answers = Mail.answers(sender, racing);
      int register = device.sequence();
      device.send(new ClientMessage.Register(register, 1, SIGNED, List.of()));
      List<String> late = awaitAck(device, register);
      deliver(sender, owner, "next " + round);

      assertThat(late).isEmpty();
      assertThat(answers.values()).isSubsetOf("ack", "unknown_user");
      assertThat(untilNext(device, round)).isEmpty();
    }
  }

  private static List<Integer> sendSome(RawSocket sender, Identity owner, String text) {
    List<Integer> sent = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      sent.add(send(sender, owner, text + index));
    }
    return sent;
  }

  private static List<String> untilNext(RawSocket device, int round) {
    List<String> before = new ArrayList<>();
    String text = takeOne(device);
    while (!text.equals("next " + round)) {
      before.add(text);
      text = takeOne(device);
    }
    return before;
  }

  @Test
  void leavesNothingForANextRegistrationThatComesMuchLater() {
    Identity owner = Identity.generate();
    RawSocket sender = RawSocket.open(server);
    for (int round = 0; round < 20; round++) {
      RawSocket device = RawSocket.open(server).logIn(owner, 1);
      register(device);
      List<Integer> racing = sendSome(sender, owner, "racing");
      int unregister = device.sequence();
      device.send(new ClientMessage.Unregister(unregister));
      awaitAck(device, unregister);
      Mail.answers(sender, racing);
      device.close();
    }

    RawSocket device = RawSocket.open(server).logIn(owner, 1);
    register(device);

    deliver(sender, owner, "the first");
    assertThat(takeOne(device)).isEqualTo("the first");
    try (TestDatabase tables = new TestDatabase(server.databaseUri())) {
      String user = server.vault().hash(owner.userId()).value().toString();
      assertThat(
              tables.number(
                  """
                  SELECT count(*) FROM mailbox m JOIN device d USING (user_hash)
                  WHERE m.user_hash::text = ? AND m.epoch <> d.epoch""",
                  user))
          .isZero();
    }
  }
}
