package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.MAILBOX_FULL;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_DEVICE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.multi;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.part;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.protocol.ServerMessage.MultiResult.Refusal;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

class MultiMessageTest {
  private static final int RECIPIENTS = 120;
  private static final int FAN_OUT_BYTES = 1 << 20;
  private static final int MAX_MESSAGES = 3;

  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final Identity bob = Identity.generate();
  private final RawSocket stranger = RawSocket.open(server, ProtocolVersion.V2);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("mailbox", new JsonObject().put("maxMessages", MAX_MESSAGES))
                .put(
                    "delivery",
                    new JsonObject()
                        .put("maxRecipients", RECIPIENTS)
                        .put("maxFanOutBytes", FAN_OUT_BYTES)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static MultiResult allSafe(int sequence) {
    return new MultiResult(sequence, List.of());
  }

  @Test
  void bringsEachRecipientItsHeadAndWhatAllShare() {
    RawSocket aliceDevice = registered(server, alice, 1);
    RawSocket bobDevice = registered(server, bob, 2);

    int sequence =
        stranger.request(multi(" shared", part(alice, 1, "to alice"), part(bob, 2, "to bob")));

    assertThat(aliceDevice.ackedTexts(1)).containsExactly("to alice shared");
    assertThat(bobDevice.ackedTexts(1)).containsExactly("to bob shared");
    assertThat(stranger.next()).isEqualTo(allSafe(sequence));
  }

  @Test
  void bringsLongAndEmptyParts() {
    String shared = "s".repeat(100_000);
    RawSocket aliceDevice = registered(server, alice, 1);
    registered(server, bob, 1).kill();

    int sequence =
        stranger.request(multi(shared, part(alice, 1, ""), part(bob, 1, "h".repeat(1000))));

    assertThat(aliceDevice.ackedTexts(1)).containsExactly(shared);
    assertThat(stranger.next()).isEqualTo(allSafe(sequence));
    assertThat(RawSocket.open(server).logIn(bob, 1).ackedTexts(1))
        .containsExactly("h".repeat(1000) + shared);
    stranger.request(multi("", part(alice, 1, "only a head")));
    assertThat(aliceDevice.ackedTexts(1)).containsExactly("only a head");
  }

  @Test
  void givesEachPartItsOwnFate() {
    RawSocket device = registered(server, alice, 1);

    int sequence =
        stranger.request(
            multi(
                "!",
                part(Identity.generate(), 1, ""),
                part(alice, 1, "hello"),
                part(alice, 2, "")));

    assertThat(device.ackedTexts(1)).containsExactly("hello!");
    assertThat(stranger.next())
        .isEqualTo(
            new MultiResult(
                sequence,
                List.of(
                    new Refusal(0, UNKNOWN_USER.text()), new Refusal(2, UNKNOWN_DEVICE.text()))));
  }

  @Test
  void refusesAPartWhoseMailboxIsFull() {
    registered(server, alice, 1).kill();
    registered(server, bob, 1).kill();
    for (int message = 0; message < MAX_MESSAGES; message++) {
      stranger.must(outbound(alice, 1, "filling " + message));
    }

    int sequence = stranger.request(multi("!", part(alice, 1, "full"), part(bob, 1, "empty")));

    assertThat(stranger.next())
        .isEqualTo(new MultiResult(sequence, List.of(new Refusal(0, MAILBOX_FULL.text()))));
  }

  @Test
  void keepsTheOrderTowardsARecipient() {
    RawSocket device = registered(server, alice, 1);

    stranger.sendTogether(
        List.of(
            outbound(alice, 1, "1").apply(stranger.sequence()),
            multi("", part(alice, 1, "2"), part(bob, 1, "")).apply(stranger.sequence()),
            outbound(alice, 1, "3").apply(stranger.sequence())));

    assertThat(device.ackedTexts(3)).containsExactly("1", "2", "3");
  }

  @Test
  void isRefusedWithoutParts() {
    assertThat(refusal(stranger.ask(multi("shared")))).isEqualTo(INVALID_MESSAGE);
  }

  @Test
  void isRefusedWithARecipientNamedTwice() {
    RawSocket device = registered(server, alice, 1);

    assertThat(
            refusal(
                stranger.ask(
                    multi("!", part(alice, 1, "1"), part(bob, 1, ""), part(alice, 1, "2")))))
        .isEqualTo(INVALID_MESSAGE);

    stranger.must(outbound(alice, 1, "nothing before"));
    assertThat(device.ackedTexts(1)).containsExactly("nothing before");
  }

  @Test
  void isRefusedWithMoreRecipientsThanStated() {
    assertThat(stranger.serverInfo().orElseThrow().maxRecipients()).isEqualTo(RECIPIENTS);

    assertThat(stranger.ask(multi("", devices(RECIPIENTS)))).isInstanceOf(MultiResult.class);
    assertThat(refusal(stranger.ask(multi("", devices(RECIPIENTS + 1)))))
        .isEqualTo(INVALID_MESSAGE);
  }

  @Test
  void isRefusedWithMoreBytesTogetherThanStated() {
    assertThat(stranger.serverInfo().orElseThrow().maxFanOutBytes()).isEqualTo(FAN_OUT_BYTES);
    String shared = "s".repeat(FAN_OUT_BYTES / 64);

    assertThat(stranger.ask(multi(shared, devices(64)))).isInstanceOf(MultiResult.class);
    assertThat(refusal(stranger.ask(multi(shared + "!", devices(64))))).isEqualTo(INVALID_MESSAGE);
  }

  /** Of a user who does not exist. */
  private Part[] devices(int count) {
    return IntStream.range(0, count).mapToObj(device -> part(bob, device, "")).toArray(Part[]::new);
  }

  @Test
  void isRefusedOnAnAuthenticatedConnection() {
    RawSocket device = RawSocket.open(server, ProtocolVersion.V2).logIn(alice, 1);

    assertThat(refusal(device.ask(multi("!", part(bob, 1, "")))))
        .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
  }

  @Test
  void isNoMessageOfTheFirstVersion() {
    assertThat(refusal(RawSocket.open(server).ask(multi("!", part(bob, 1, "")))))
        .isEqualTo(INVALID_MESSAGE);
  }

  @Test
  void getsIdsThatDoNotTellTheOrderOfTheParts() {
    Set<List<Integer>> orders = new HashSet<>();
    while (orders.size() < 2) {
      Identity user = Identity.generate();
      Part[] parts = new Part[5];
      for (int device = 0; device < parts.length; device++) {
        registered(server, user, device).kill();
        parts[device] = part(user, device, "x".repeat(200 * device));
      }
      int sequence = stranger.request(multi("", parts));
      assertThat(stranger.next()).isEqualTo(allSafe(sequence));
      orders.add(devicesByMessageId(server));
    }
    assertThat(orders).hasSize(2);
  }

  private static List<Integer> devicesByMessageId(TestServer server) {
    try (TestDatabase database = new TestDatabase(server.databaseUri())) {
      return database
          .column("SELECT device_id FROM mailbox ORDER BY message_id DESC LIMIT 5")
          .stream()
          .map(Integer::valueOf)
          .toList();
    }
  }

  /** What a message to a hundred recipients takes on the wire, as the client guide states it. */
  @Test
  void isAFifteenthOfTheBytesOfAHundredMessages() {
    String head = "h".repeat(49);
    String shared = "s".repeat(1500);
    Part[] parts =
        IntStream.range(0, 100)
            .mapToObj(user -> part(Identity.generate(), 1, head))
            .toArray(Part[]::new);

    int together = bytesOf(multi(shared, parts).apply(1));
    int oneByOne =
        Arrays.stream(parts)
            .mapToInt(
                part ->
                    bytesOf(
                        new ClientMessage.OutboundMessage(
                            1, part.to(), Buffer.buffer(head + shared))))
            .sum();

    assertThat(List.of(together, oneByOne)).containsExactly(10_709, 159_600);
  }

  private static int bytesOf(ClientMessage message) {
    return ClientMessageCodec.encode(message).length();
  }
}
