package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.registered;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.protocol.proto.RequestPreKeys;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class PreKeyRequestTest {
  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final RawSocket stranger = RawSocket.open(server);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("limits", TestServer.unlimited()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void getsOneAnswerForEachDevice() {
    RawSocket.open(server).logIn(alice, 0).must(register(10, "signed0", "a0", "b0"));
    RawSocket.open(server).logIn(alice, -1).must(register(11, "signed1", "a1", "b1"));

    int sequence = stranger.request(preKeysOf(alice));
    List<PreKey> answers = preKeys(stranger.next(2));

    assertThat(answers).extracting(PreKey::sequence).containsOnly(sequence);
    assertThat(answers)
        .extracting(
            answer -> answer.bundle().address(),
            answer -> answer.bundle().registrationId(),
            answer -> answer.bundle().signedPreKey().toString(),
            answer -> answer.bundle().oneTimePreKey().toString())
        .containsExactlyInAnyOrder(
            tuple(address(alice, 0), 10, "signed0", "b0"),
            tuple(address(alice, -1), 11, "signed1", "b1"));
    assertThat(refusal(stranger.ask(preKeysOf(Identity.generate())))).isEqualTo(UNKNOWN_USER);
  }

  @Test
  void takesTheNewestKeyFirst() {
    RawSocket device = registered(server, alice, 1, "first", "second");

    device.must(register(1, "signed", "third"));

    assertThat(nextKeys(3)).containsExactly("third", "second", "first");
  }

  @Test
  void getsNoKeyWhereNoneIsLeft() {
    registered(server, alice, 1, "only");

    assertThat(nextKeys(3)).containsExactly("only", "", "");
  }

  @Test
  void leavesOutWhatIsKnownAndTakesNoKeyOfIt() {
    registered(server, alice, 1, "a");
    registered(server, alice, 2, "b");

    PreKey answer = (PreKey) stranger.ask(preKeysOf(alice, 1));

    assertThat(answer.bundle().address()).isEqualTo(address(alice, 2));
    assertThat(answer.bundle().oneTimePreKey().toString()).isEqualTo("b");
    PreKey other = (PreKey) stranger.ask(preKeysOf(alice, 2));
    assertThat(other.bundle().address()).isEqualTo(address(alice, 1));
    assertThat(other.bundle().oneTimePreKey().toString()).isEqualTo("a");
  }

  @Test
  void isAckedWhereEveryDeviceIsKnown() {
    registered(server, alice, 1, "a");
    registered(server, alice, 2, "b");

    assertThat(stranger.ask(preKeysOf(alice, 1, 2))).isInstanceOf(Ack.class);
    assertThat(stranger.ask(preKeysOf(alice, 1, 2, 3))).isInstanceOf(Ack.class);

    int sequence = stranger.request(preKeysOf(alice));
    assertThat(preKeys(stranger.next(2)))
        .allMatch(answer -> answer.sequence() == sequence)
        .extracting(answer -> answer.bundle().oneTimePreKey().toString())
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void passesOverKnownDevicesThatDoNotExistOrAreNamedTwice() {
    registered(server, alice, 1, "a");
    registered(server, alice, 2, "b");
    RequestPreKeys.Builder request =
        RequestPreKeys.newBuilder()
            .setUserID(ByteString.copyFrom(alice.userId().bytes()))
            .addAllKnownDeviceIDs(List.of(77, 1, 1, -1));

    stranger.sendBytes(
        Buffer.buffer(
            Message.newBuilder().setSequence(9).setRequestPreKeys(request).build().toByteArray()));

    PreKey answer = (PreKey) stranger.next();
    assertThat(answer.sequence()).isEqualTo(9);
    assertThat(answer.bundle().address()).isEqualTo(address(alice, 2));
  }

  @Test
  void isRefusedForAUserWithoutDevice() {
    RawSocket.open(server).logIn(alice, 1);

    assertThat(refusal(stranger.ask(preKeysOf(alice)))).isEqualTo(UNKNOWN_USER);
    assertThat(refusal(stranger.ask(preKeysOf(alice, 1)))).isEqualTo(UNKNOWN_USER);
  }

  @Test
  void isRefusedOnAnAuthenticatedConnectionAndTakesNoKey() {
    RawSocket device = registered(server, alice, 1, "a");

    assertThat(refusal(device.ask(preKeysOf(alice))))
        .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);

    device.must(register(1, "signed"));
    assertThat(nextKeys(1)).containsExactly("a");
  }

  @Test
  void neverGetsAKeyThatAnotherGotHoweverManyAskAtOnce() {
    String[] keys = IntStream.range(0, 100).mapToObj(i -> "key" + i).toArray(String[]::new);
    registered(server, alice, 1, keys);
    List<RawSocket> crowd = Stream.generate(() -> RawSocket.open(server)).limit(8).toList();
    List<ClientMessage> fifteen =
        IntStream.rangeClosed(1, 15).mapToObj(i -> preKeysOf(alice).apply(i)).toList();

    crowd.forEach(each -> each.sendTogether(fifteen));

    List<String> got =
        crowd.stream()
            .flatMap(each -> preKeys(each.next(15)).stream())
            .map(answer -> answer.bundle().oneTimePreKey().toString())
            .toList();
    assertThat(got).filteredOn(key -> !key.isEmpty()).containsExactlyInAnyOrder(keys);
    assertThat(got).filteredOn(String::isEmpty).hasSize(20);
  }

  private List<String> nextKeys(int count) {
    return Stream.generate(() -> (PreKey) stranger.ask(preKeysOf(alice)))
        .limit(count)
        .map(answer -> answer.bundle().oneTimePreKey().toString())
        .toList();
  }

  private static List<PreKey> preKeys(List<ServerMessage> answers) {
    return answers.stream().map(PreKey.class::cast).toList();
  }
}
